import { UserFacingError } from '../errors.ts';
import { createImage, type Image } from '../image.ts';
import type { Context, Estimates, Method, Problem } from '../method.ts';
import type { NumberParameter, ParameterValues, PsfSpec } from '../parameters.ts';
import { originOf, type Psf, samplePsf } from '../operators/psf.ts';
import { contextFor } from './contextFor.ts';
import { claim, type Promised } from './promised.ts';
import { syntheticPicture, withNoise } from './random.ts';
import { runToEnd } from './runToEnd.ts';

/** Enough to see numbers go wrong. */
const iterations = 10;
const size = { width: 24, height: 17 };

/** What every method does with input that nobody would give on purpose: a result in numbers or one clear error. */
export function badInputOf(method: Method, context?: Context): Promised[] {
  const outcome = async (
    problem: Problem,
    values: ParameterValues = {},
    estimates: Estimates = { noise: 5 },
  ) => {
    const result = await outcomeOf(method, context, problem, values, estimates);
    if (result !== null) claim(result.data.every(Number.isFinite), 'the result is not finite');
    return result;
  };
  const must = async (...given: Parameters<typeof outcome>) => {
    const result = await outcome(...given);
    if (result === null) throw new Error('it is refused');
    return result;
  };
  const picture = (channels = 1) => problemFor(method, noisyPicture(size.width, size.height, channels));

  const promises: Promised[] = [
    {
      name: 'takes images of one value, black and white, without noise',
      async check() {
        for (const value of [0, 1, -0.5, 0.5]) {
          const image = createImage(size.width, size.height, 3);
          image.data.fill(value);
          await must(problemFor(method, image), fittingValues(method, image), { noise: 0 });
        }
      },
    },
    {
      name: 'takes or refuses the smallest images with its defaults',
      async check() {
        for (const [width, height] of [
          [1, 1],
          [1, 9],
          [9, 1],
          [2, 2],
          [3, 2],
        ] as const)
          await outcome(problemFor(method, noisyPicture(width, height, 1)));
      },
    },
    {
      name: 'refuses what is not a number',
      async check() {
        for (const value of [NaN, Infinity, -Infinity]) {
          const problem = picture(3);
          problem.image.data[size.width * 3 + 5] = value;
          claim((await outcome(problem, fittingValues(method, problem.image))) === null, `${value} passes`);
        }
      },
    },
    {
      name: 'runs where the photo has no noise',
      async check() {
        await must(picture(), fittingValues(method, size), { noise: 0 });
      },
    },
  ];
  for (const [name, parameter] of Object.entries(method.parameters))
    if (parameter.kind === 'number' && name !== 'iterations')
      promises.push({
        name: `takes ${name} at the ends of its range`,
        async check() {
          for (const value of endsOf(parameter))
            await outcome(picture(), { ...fittingValues(method, size), [name]: value });
        },
      });
    else if (parameter.kind === 'choice')
      promises.push({
        name: `takes every ${name}`,
        async check() {
          for (const { value } of parameter.options)
            await outcome(picture(), { ...fittingValues(method, size), [name]: value });
        },
      });
  if (method.task === 'inpaint')
    promises.push(
      {
        name: 'changes nothing where nothing is masked',
        async check() {
          const { image } = picture(3);
          const mask = { ...size, data: new Uint8Array(image.data.length / 3) };
          const result = await must({ image, mask });
          claim(
            result.data.every((value, i) => value === image.data[i]),
            'a pixel changed',
          );
        },
      },
      {
        name: 'refuses an image that is all masked',
        async check() {
          const { image } = picture();
          const mask = { ...size, data: new Uint8Array(image.data.length).fill(1) };
          claim((await outcome({ image, mask })) === null, 'it passes');
        },
      },
    );
  if ('psf' in method.parameters && method.task === 'upscale')
    promises.push({
      name: 'refuses a point spread function larger than the result',
      async check() {
        const values = { psf: 'box:75', reduction: 'blur', scale: 2 };
        claim((await outcome(picture(), values)) === null, 'it passes');
        await must(picture(), { ...values, psf: 'box:15' });
      },
    });
  else if ('psf' in method.parameters)
    promises.push(
      {
        name: 'leaves the photo alone under a point spread function of one pixel',
        async check() {
          const image = syntheticPicture(size.width, size.height, 1);
          const psf = { kind: 'matrix', width: 1, height: 1, data: [3], name: 'point' } as const;
          const result = await must({ image }, { psf }, { noise: 0 });
          const worst = result.data.reduce(
            (most, value, i) => Math.max(most, Math.abs(value - image.data[i]!)),
            0,
          );
          // Recovering methods shrink what they find.
          claim(worst < (method.task === 'recover' ? 0.02 : 2 / 255), `it differs by ${worst * 255} levels`);
        },
      },
      {
        name: 'refuses a point spread function larger than the image',
        check: async () => claim((await outcome(picture(), { psf: 'box:19' })) === null, 'it passes'),
      },
      ...Object.entries(lopsided).map(([name, psf]) => ({
        name: `puts things where they were, under ${name}`,
        check: () => keepsPlaces(method, context, psf),
      })),
    );
  return promises;
}

/** Point spread functions whose centre is not the middle of their matrix. */
const lopsided = {
  'an even-sized point spread function': matrix(4, 6, (x, y) => (x + 1) * (y < 5 ? 1 : 0.5)),
  'one that lies in a corner of its matrix': matrix(9, 9, (x, y) => (x + y < 4 ? 1 : 0)),
};

function matrix(width: number, height: number, at: (x: number, y: number) => number): PsfSpec {
  const data = Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)));
  return { kind: 'matrix', width, height, data, name: 'test' };
}

/** A symmetric blob, blurred by the definition of convolution, comes back to its place. */
async function keepsPlaces(method: Method, context: Context | undefined, psf: PsfSpec): Promise<void> {
  const side = 48;
  const middle = 23;
  const image = createImage(side, side, 1);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      image.data[y * side + x] = Math.exp(-((x - middle) ** 2 + (y - middle) ** 2) / (2 * 1.5 ** 2));
  const measured = convolved(image, samplePsf(psf));
  const result = await outcomeOf(method, context, { image: measured }, { psf }, { noise: 0.5 }, 60);
  if (result === null) throw new Error('it is refused');
  const { x, y } = centroidAround(result, middle, 9);
  claim(
    Math.hypot(x - middle, y - middle) < 0.1,
    `the blob moved by (${(x - middle).toFixed(2)}, ${(y - middle).toFixed(2)}) pixels`,
  );
}

function convolved({ width, height, data }: Image, psf: Psf): Image {
  const origin = originOf(psf);
  const result = createImage(width, height, 1);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let v = 0; v < psf.height; v++)
        for (let u = 0; u < psf.width; u++) {
          const [fromX, fromY] = [x - u + origin.x, y - v + origin.y];
          if (fromX < 0 || fromY < 0 || fromX >= width || fromY >= height) continue;
          result.data[y * width + x]! += psf.data[v * psf.width + u]! * data[fromY * width + fromX]!;
        }
  return result;
}

/** Of what lies within `reach` pixels of the middle: filters ring farther out. */
function centroidAround({ width, data }: Image, middle: number, reach: number): { x: number; y: number } {
  let [sum, x, y] = [0, 0, 0];
  for (let row = middle - reach; row <= middle + reach; row++)
    for (let column = middle - reach; column <= middle + reach; column++) {
      const value = data[row * width + column]!;
      sum += value;
      x += value * column;
      y += value * row;
    }
  return { x: x / sum, y: y / sum };
}

function endsOf({ min, max, auto }: NumberParameter): (number | 'auto')[] {
  return auto ? [min, max, 'auto'] : [min, max];
}

/** The result; null where it was refused in words for a person. */
async function outcomeOf(
  method: Method,
  context: Context | undefined,
  problem: Problem,
  values: ParameterValues,
  estimates: Estimates,
  most = iterations,
): Promise<Image | null> {
  const limited = 'iterations' in method.parameters ? { iterations: most, ...values } : values;
  try {
    const { bound } = await method.bind(limited).resolve(problem, estimates);
    const { result } = await runToEnd(bound.run(problem, context ?? contextFor(bound)));
    const { width, height, channels } = problem.image;
    claim(
      result.width === width * bound.scale &&
        result.height === height * bound.scale &&
        result.channels === channels,
      `the result has the size ${result.width} × ${result.height} × ${result.channels}`,
    );
    return result;
  } catch (error) {
    if (error instanceof UserFacingError) return null;
    throw error;
  }
}

/** As many views as the image has rows for. */
function fittingValues(method: Method, { height }: { readonly height: number }): ParameterValues {
  return 'angles' in method.parameters ? { angles: Math.min(12, height) } : {};
}

function noisyPicture(width: number, height: number, channels: number): Image {
  return withNoise(syntheticPicture(width, height, channels), 5, 7);
}

function problemFor({ task, channels }: Method, given: Image): Problem {
  const image = channels === null || channels === given.channels ? given : repeated(given, channels);
  if (task !== 'inpaint') return { image };
  const { width, height } = image;
  // A line of unknown pixels, which small images leave known.
  const data = Uint8Array.from({ length: width * height }, (_, i) => (i % width === 4 ? 1 : 0));
  return { image, mask: { width, height, data } };
}

/** Grey in so many channels. */
function repeated({ width, height, data }: Image, channels: number): Image {
  const result = createImage(width, height, channels);
  for (let channel = 0; channel < channels; channel++)
    result.data.set(data.subarray(0, width * height), channel * width * height);
  return result;
}
