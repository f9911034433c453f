import { UserFacingError } from '../errors.ts';
import { createImage, plane, type Image, type Mask } from '../image.ts';
import type { BoundMethod, Context, Method, Problem } from '../method.ts';
import type { ParameterValues } from '../parameters.ts';
import { claim, type Promised } from './promised.ts';
import { contextFor } from './contextFor.ts';
import { syntheticPicture, uniform, withNoise } from './random.ts';

const noise = 5;
/** What the app relies on in every method. */
export function contractOf(method: Method, context: Context = contextFor(method.bind({}))): Promised[] {
  const promises: Promised[] = [
    { name: 'describes itself', check: () => describesItself(method) },
    { name: 'rejects bad parameters', check: () => rejectsBadParameters(method) },
    { name: 'cancels at the first yield', check: () => cancels(method, context) },
    { name: 'gives the same result for the same seed', check: () => repeats(method, context) },
    { name: 'has a linear forward model of the measurement’s size', check: () => modelIsLinear(method) },
  ];
  for (const [width, height] of sizes)
    for (const channels of method.channels === null ? [1, 3] : [method.channels])
      promises.push({
        name: `runs on ${width} × ${height} with ${channels} channels`,
        check: () => runsOn(method, context, width, height, channels),
      });
  // A measurement that is constant is not the measurement of a constant.
  if (method.task !== 'recover')
    promises.push({ name: 'keeps a constant image constant', check: () => keepsConstants(method, context) });
  if (method.task === 'inpaint')
    promises.push({ name: 'leaves known pixels untouched', check: () => keepsKnownPixels(method, context) });
  if (method.bind({}).tiling.kind === 'tiles')
    promises.push({ name: 'gives the same in tiles as at once', check: () => tilesAgree(method, context) });
  return promises;
}

const sizes = [
  [24, 17],
  [1, 1],
  [1, 13],
  [13, 1],
] as const;

function describesItself(method: Method): Promise<void> {
  claim(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(method.id), 'the id is not kebab-case');
  for (const text of [method.title, method.summary, method.reference])
    claim(text.trim() !== '', 'a text is empty');
  for (const [name, parameter] of Object.entries(method.parameters)) {
    claim(parameter.label !== '' && parameter.help !== '', `${name} is not explained`);
    if (parameter.kind === 'number' && parameter.scale === 'log')
      claim(parameter.min > 0, `${name} is logarithmic from 0`);
  }
  const { values } = method.bind({});
  claim(
    Object.keys(values).join() === Object.keys(method.parameters).join(),
    'the defaults are not all parameters',
  );
  return Promise.resolve();
}

function rejectsBadParameters(method: Method): Promise<void> {
  const rejected = (values: ParameterValues) => {
    try {
      method.bind(values);
      return false;
    } catch (error) {
      return error instanceof UserFacingError;
    }
  };
  claim(rejected({ 'no-such-parameter': 1 }), 'an unknown parameter passes');
  for (const [name, parameter] of Object.entries(method.parameters)) {
    if (parameter.kind === 'number')
      for (const value of [NaN, Infinity, parameter.min - 1, parameter.max + 1, 'much', ''])
        claim(rejected({ [name]: value }), `${name} = ${value} passes`);
    if (parameter.kind === 'choice') claim(rejected({ [name]: 'no such choice' }), `any ${name} passes`);
    if (parameter.kind === 'psf') claim(rejected({ [name]: 'gaussian:-1' }), `a negative ${name} passes`);
  }
  return Promise.resolve();
}

async function cancels(method: Method, context: Context): Promise<void> {
  const problem = problemFor(method, 24, 17, 3);
  const bound = await resolvedFor(method, problem);
  const run = bound.run(problem, context);
  const first = await run.next();
  claim(first.done === false, 'nothing was yielded');
  // The value that `return` is given is never looked at.
  await run.return(problem.image);
  claim((await run.next()).done === true, 'it goes on after it was cancelled');
}

async function repeats(method: Method, context: Context): Promise<void> {
  const problem = problemFor(method, 24, 17, 3);
  const bound = await resolvedFor(method, problem);
  const [first, second] = [await finish(bound, problem, context), await finish(bound, problem, context)];
  claim(
    first.data.every((value, i) => value === second.data[i]),
    'two runs differ',
  );
}

async function keepsConstants(method: Method, context: Context): Promise<void> {
  const problem = problemFor(method, 24, 17, 3);
  problem.image.data.fill(0.4);
  const result = await finish(await resolvedFor(method, problem), problem, context);
  const worst = result.data.reduce((most, value) => Math.max(most, Math.abs(value - 0.4)), 0);
  claim(worst < 1e-3, `it differs by ${worst}`);
}

async function modelIsLinear(method: Method): Promise<void> {
  const problem = problemFor(method, 24, 17, 3);
  const bound = await resolvedFor(method, problem);
  const model = bound.forwardModel(problem);
  const [x, y] = [3, 4].map((seed) => {
    const random = uniform(seed);
    const image = createImage(24 * bound.scale, 17 * bound.scale, 3);
    return { ...image, data: image.data.map(random) };
  });
  const [ax, ay] = [model.apply(x!), model.apply(y!)];
  claim(ax.width === 24 && ax.height === 17 && ax.channels === 3, 'A x has not the measurement’s size');
  const both = model.apply({ ...x!, data: x!.data.map((value, i) => value - 2 * y!.data[i]!) });
  const worst = both.data.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - ax.data[i]! + 2 * ay.data[i]!)),
    0,
  );
  claim(worst < 1e-4, `A is not linear: ${worst}`);
  const projected = model.projectOnRange?.(x!);
  claim(projected === undefined || projected.data.length === x!.data.length, 'A⁺A x has not the size of x');
}

async function runsOn(
  method: Method,
  context: Context,
  width: number,
  height: number,
  channels: number,
): Promise<void> {
  const problem = problemFor(method, width, height, channels);
  const bound = await resolvedFor(method, problem);
  const result = await finish(bound, problem, context);
  claim(
    result.width === width * bound.scale &&
      result.height === height * bound.scale &&
      result.channels === channels,
    `the result has the size ${result.width} × ${result.height} × ${result.channels}`,
  );
  claim(result.data.length === result.width * result.height * channels, 'its data have another length');
  claim(result.data.every(Number.isFinite), 'the result is not finite');
  const model = bound.forwardModel(problem);
  claim(model.apply(result).data.every(Number.isFinite), 'A x is not finite');
  claim(model.projectOnRange?.(result).data.every(Number.isFinite) ?? true, 'A⁺A x is not finite');
}

async function keepsKnownPixels(method: Method, context: Context): Promise<void> {
  const problem = problemFor(method, 24, 17, 3);
  const result = await finish(await resolvedFor(method, problem), problem, context);
  const size = 24 * 17;
  claim(
    result.data.every((value, i) => problem.mask!.data[i % size] === 1 || value === problem.image.data[i]),
    'a known pixel changed',
  );
}

/** The middle of a larger picture, alone with its halo, against the same place of the whole. */
async function tilesAgree(method: Method, context: Context): Promise<void> {
  const core = 32;
  const channels = method.channels ?? 1;
  const probe = problemFor(method, 96, 96, channels);
  // Slow methods take hundreds of steps; whether tiles agree shows after few.
  const fewSteps = method.slow && 'iterations' in method.parameters ? { iterations: 20 } : {};
  const { tiling } = await resolvedFor(method, probe, fewSteps);
  if (tiling.kind !== 'tiles') throw new Error('the tiling changed with the parameters');
  const { halo, grid } = tiling;
  // Off the middle, so that the tile's borders meet other things than the picture's.
  const start = Math.ceil(21 / grid) * grid;
  const offset = start + halo;
  const side = offset + core + halo + 40;
  const whole = problemFor(method, side, side, channels);
  const bound = await resolvedFor(method, whole, fewSteps);
  const complete = await finish(bound, whole, context);
  const tile = { image: cropped(whole.image, start, core + 2 * halo) };
  const partial = await finish(bound, tile, context);
  const { scale } = bound;
  const expected = cropped(complete, offset * scale, core * scale).data;
  const actual = cropped(partial, halo * scale, core * scale).data;
  const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
  claim(worst <= 1 / 255, `a tile differs by ${(worst * 255).toFixed(2)} levels`);
}

function cropped(image: Image, at: number, side: number): Image {
  const result = createImage(side, side, image.channels);
  for (let channel = 0; channel < image.channels; channel++)
    for (let y = 0; y < side; y++) {
      const start = (at + y) * image.width + at;
      plane(result, channel).set(plane(image, channel).subarray(start, start + side), y * side);
    }
  return result;
}

function problemFor(method: Method, width: number, height: number, channels: number): Problem {
  const image = withNoise(syntheticPicture(width, height, channels), noise, 7);
  return method.task === 'inpaint' ? { image, mask: maskFor(width, height) } : { image };
}

/** A hole in the middle and a scratch down to the border. */
function maskFor(width: number, height: number): Mask {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const hole = Math.abs(x - width / 2) < width / 6 && Math.abs(y - height / 2) < height / 6;
      if (hole || (x === Math.floor(width / 4) && y > height / 3)) data[y * width + x] = 1;
    }
  return { width, height, data };
}

/**
 * Parameters for the test image. A point spread function larger than it would rightly be refused, so
 * small images get one of a single pixel; likewise more views than it has rows.
 */
function valuesFor(method: Method, { image }: Problem): ParameterValues {
  const small = Math.min(image.width, image.height) < 17;
  return {
    ...('psf' in method.parameters && small && { psf: { kind: 'box', size: 1 } as const }),
    ...('angles' in method.parameters && { angles: Math.min(12, image.height) }),
  };
}

async function resolvedFor(
  method: Method,
  problem: Problem,
  given: ParameterValues = {},
): Promise<BoundMethod> {
  const values = { ...valuesFor(method, problem), ...given };
  const { bound, chosen } = await method.bind(values).resolve(problem, { noise });
  claim(!Object.values(bound.values).includes('auto'), 'an automatic parameter was left open');
  claim(
    chosen.every(({ parameter, reason }) => parameter in bound.values && reason !== ''),
    'a choice is not explained',
  );
  return bound;
}

async function finish(bound: BoundMethod, problem: Problem, context: Context): Promise<Image> {
  const run = bound.run(problem, context);
  let told = false;
  for (let step = await run.next(); ; step = await run.next()) {
    if (step.done === true) return step.value;
    const { iteration, iterations, before = 0, objective } = step.value;
    claim(iteration <= iterations, 'more iterations than announced');
    if (objective === undefined) continue;
    claim(Number.isFinite(objective), 'the objective is not finite');
    // A fixed-point residual is between two steps.
    const first = bound.method.curve === 'objective' ? 1 : 2;
    claim(told || iteration - before <= first, `its curve begins at iteration ${iteration - before}`);
    told = true;
  }
}
