/** Our side of the comparison: one JSON request a line in, one JSON answer a line out. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { createImage, type Image } from '../../app/compute/image.ts';
import { fft2 } from '../../app/compute/kernels/fft2.ts';
import { accelerate, copyOf, floats, withRoom } from '../../app/compute/kernels/memory.ts';
import { combine } from '../../app/compute/kernels/vectors.ts';
import { softThreshold } from '../../app/compute/kernels/wavelet.ts';
import { biharmonicInpaint } from '../../app/compute/methods/biharmonicInpaint.ts';
import { Convolution } from '../../app/compute/operators/convolution.ts';
import { samplePsf } from '../../app/compute/operators/psf.ts';
import { transferFunction } from '../../app/compute/operators/transferFunction.ts';
import { DecimatedTransform } from '../../app/compute/operators/wavelet.ts';
import { RichardsonLucy } from '../../app/compute/solvers/richardsonLucy.ts';
import { RofDual } from '../../app/compute/solvers/rofDual.ts';
import { noiseToSignal, wienerFilter } from '../../app/compute/solvers/wiener.ts';
import { runToEnd } from '../../app/compute/testing/runToEnd.ts';
import { createAccelerator } from '../../app/main/engine/threads/accelerator.ts';
import { request, type Request } from './request.ts';

accelerate(createAccelerator(resolve('dist/kernels/kernels.wasm'), resolve('dist/main/kernelWorker.js')));

interface Answer {
  readonly ms: number;
  readonly objective?: number;
}

type Work = (image: Image, request: Request) => Promise<Answer> | Answer;

function timed(work: () => unknown): Answer {
  const start = performance.now();
  work();
  return { ms: performance.now() - start };
}

const channelsOf = ({ width, height, channels, data }: Image): Image[] =>
  Array.from({ length: channels }, (_, c) => {
    const image = createImage(width, height, 1);
    image.data.set(data.subarray(c * width * height, (c + 1) * width * height));
    return image;
  });

/** Bursts of iterations to a relative duality gap of 1e-3, as the method runs them. */
function rofToGap(image: Image, weight: number): { primal: number; iterations: number } {
  const solver = new RofDual(image, weight);
  for (let iterations = 8; ; iterations += 8) {
    solver.advance(8);
    const { primal, relative } = solver.gap();
    if (relative <= 1e-3) {
      solver.solution(floats(image.data.length));
      return { primal, iterations };
    }
  }
}

const psf = samplePsf({ kind: 'disk', radius: 4 });

const works: Record<string, Work> = {
  /** Channel by channel, as the peer does it. */
  rof(image, { weight = 0.1 }) {
    const planes = channelsOf(image);
    let objective = 0;
    const answer = timed(() => {
      objective = planes.reduce((sum, plane) => sum + rofToGap(plane, weight).primal, 0);
    });
    return { ...answer, objective };
  },
  rofCoupled: (image, { weight = 0.1 }) => timed(() => rofToGap(image, weight)),
  /** One of eight iterations after the first eight. */
  iteration(image, { weight = 0.1 }) {
    const solver = new RofDual(image, weight);
    solver.advance(8);
    return { ms: timed(() => solver.advance(8)).ms / 8 };
  },
  /** Scaling in place: 8 bytes a pixel; the floor of an iteration is 36. */
  floor({ data }) {
    const x = copyOf(data);
    return { ms: (timed(() => combine(0.5, x, 0.5, x, x)).ms * 36) / 8 };
  },
  fft(image) {
    const transform = fft2(image.width, image.height);
    const x = copyOf(image.data);
    const spectrum = transform.createSpectrum();
    return timed(() => transform.forward(x, spectrum));
  },
  lucy: ({ width, height, data }) =>
    timed(() => {
      const solver = new RichardsonLucy(new Convolution(width, height, psf, 'reflect'), data, 0);
      for (let i = 0; i < 30; i++) solver.step();
    }),
  wiener: ({ width, height, data }) =>
    timed(() => {
      const transform = fft2(width, height);
      const filter = transferFunction(psf, transform);
      wienerFilter(filter, noiseToSignal(transform, 5), 1);
      transform.filter(data, filter, false, transform.createSpectrum(), floats(data.length));
    }),
  dft({ width, height, data }) {
    const transform = fft2(width, height);
    const x = copyOf(data);
    const filter = transform.forward(x);
    const spectrum = transform.createSpectrum();
    return timed(() => {
      transform.filter(x, filter, false, spectrum, x);
    });
  },
  async biharmonic(image, { mask }) {
    if (mask === undefined) throw new Error('no mask was given');
    const data = new Uint8Array(readFileSync(mask));
    const bound = biharmonicInpaint.bind({});
    const start = performance.now();
    const problem = { image, mask: { width: image.width, height: image.height, data } };
    await runToEnd(bound.run(problem, { seed: 0 }));
    return { ms: performance.now() - start };
  },
  wavelet: (image) =>
    timed(() => {
      const transform = new DecimatedTransform(image, 'haar', 5, 'reflect');
      const coefficients = floats(transform.outputSize);
      transform.apply(image.data, coefficients);
      for (const { at, length, gain } of transform.details())
        softThreshold(coefficients, at, length, 0.1 * gain);
      transform.reconstruct(coefficients, floats(image.data.length));
    }),
};

function load({ file, width, height, channels }: Request): Image {
  const bytes = readFileSync(file);
  const data = copyOf(new Float32Array(bytes.buffer, bytes.byteOffset, width * height * channels));
  return { width, height, channels, data };
}

console.log(JSON.stringify({ versions: 'Pentimento' }));
for await (const line of createInterface({ input: process.stdin })) {
  const given = request.parse(JSON.parse(line));
  const work = works[given.work];
  if (work === undefined) throw new Error(`no such work: ${given.work}`);
  const answer = await withRoom(async () => work(load(given), given));
  console.log(JSON.stringify({ ...answer, megabytes: process.memoryUsage().rss / 2 ** 20 }));
}
process.exit(0);
