import { describe, expect, it } from 'vitest';
import { createImage, type Image } from '../image.ts';
import { seededRandom } from '../kernels/random.ts';
import { Gradient } from '../operators/gradient.ts';
import { samplePsf } from '../operators/psf.ts';
import { Convolution } from '../operators/convolution.ts';
import { ConjugateGradientStep, CosineStep } from '../solvers/quadraticStep.ts';
import { normalVector, syntheticPicture } from '../testing/random.ts';
import { casesOf } from './cases.ts';
import { contest, type CaseResult, type Inverter } from './contest.ts';
import { TvInversion } from './problem.ts';

const trained = { blur: 1.3, noise: 3, strength: 0.002 };
const side = 40;
const photo = syntheticPicture(side, side, 1);

async function outcome(inverters: readonly Inverter[]): Promise<CaseResult[]> {
  let now = 0;
  const running = contest(casesOf(photo, trained, 1), inverters, 1, () => (now += 0.5));
  let before = 0;
  for (;;) {
    const { done, value } = await running.next();
    if (done) return value;
    expect(value).toBeGreaterThan(before);
    expect((before = value)).toBeLessThanOrEqual(1);
  }
}

const answering = (id: string, run: (data: Image) => Image): Inverter => ({
  id,
  title: id,
  open: () => Promise.resolve({ run: (data) => Promise.resolve(run(data)) }),
});

describe('the exact step in cosines', () => {
  it('solves what conjugate gradients solve', () => {
    const [width, height] = [18, 13];
    const psf = samplePsf({ kind: 'gaussian', sigma: 1.1 });
    const b = normalVector(width * height, 1);
    const x = new Float32Array(b.length);
    new CosineStep(width, height, psf).solve(b, 0.3, x);
    const expected = new Float32Array(b.length);
    const blur = new Convolution(width, height, psf, 'reflect');
    const gradients = new ConjugateGradientStep(blur, new Gradient(width, height, 1));
    for (let i = 0; i < 5; i++) gradients.solve(b, 0.3, expected);
    for (let i = 0; i < x.length; i++) expect(x[i]).toBeCloseTo(expected[i]!, 3);
  });
});

describe('total variation under a blur', () => {
  it('is minimised by the solver: no neighbour is lower', () => {
    const inversion = new TvInversion(side, side, trained);
    const { data } = inversion.measure(photo, seededRandom(3));
    const solver = inversion.solver(data);
    for (let step = 0; step < 300; step++) solver.step();
    const best = Float32Array.from(solver.solution());
    const least = inversion.energy(best, data);
    expect(least).toBeLessThan(0.9 * inversion.energy(data, data));
    expect(least).toBeLessThan(inversion.energy(photo.data, data));
    for (let seed = 0; seed < 40; seed++) {
      const move = normalVector(best.length, seed);
      const scale = 10 ** (-1 - (seed % 4));
      expect(
        inversion.energy(
          best.map((v, i) => v + scale * move[i]!),
          data,
        ),
      ).toBeGreaterThan(least * (1 - 1e-4));
    }
  });

  it('measures by the blur and the noise that it states', () => {
    const flat = { ...createImage(64, 64, 1), data: new Float32Array(64 * 64).fill(0.4) };
    const { data } = new TvInversion(64, 64, trained).measure(flat, seededRandom(1));
    const square = data.reduce((sum, value) => sum + (value - 0.4) ** 2, 0) / data.length;
    expect(255 * Math.sqrt(square)).toBeCloseTo(trained.noise, 0);
  });
});

describe('the contest', () => {
  it('judges answers by energy, truth and how long the solver takes to be as good', async () => {
    const results = await outcome([
      answering('nothing', (data) => data),
      answering('flat', (data) => ({ ...data, data: data.data.map(() => 0.4) })),
    ]);
    expect(results.map(({ id }) => id)).toEqual(['trained', 'noise', 'blur', 'shapes']);
    for (const { dataPsnr, dataExcess, answers } of results) {
      const [solver, nothing, flat] = answers;
      expect(solver?.excess).toBeLessThanOrEqual(1.01e-3);
      expect(solver?.psnr).toBeGreaterThan(dataPsnr);
      expect(nothing).toMatchObject({ psnr: dataPsnr, solver: null, seconds: 0.5 });
      expect(nothing?.excess).toBeCloseTo(dataExcess, 6);
      expect(flat?.psnr).toBeLessThan(dataPsnr);
    }
    const [asTrained, noisier] = results;
    expect(noisier?.dataPsnr).toBeLessThan(asTrained?.dataPsnr ?? NaN);
    expect(noisier?.measuring.strength).toBeCloseTo(trained.strength * 3 ** 1.3, 5);
    // The clock goes on by half a second at each look.
    const { iterations, seconds } = asTrained?.answers[0]?.solver ?? { iterations: NaN, seconds: NaN };
    expect(seconds).toBe(0.5 * iterations);
  });

  it('gives an answer as good as the solver’s the solver’s time', async () => {
    const inversion = new TvInversion(side, side, trained);
    const solve = (data: Image): Image => {
      const solver = inversion.solver(data.data);
      for (let step = 0; step < 12; step++) solver.step();
      return { ...data, data: Float32Array.from(solver.solution()) };
    };
    const [{ answers } = { answers: [] }] = await outcome([answering('twelve', solve)]);
    expect(answers[1]?.solver?.iterations).toBe(12);
  });
});
