import type { Image } from '../../app/compute/image.ts';
import { createImage } from '../../app/compute/image.ts';
import { withRoom } from '../../app/compute/kernels/memory.ts';
import type { Iterations, Problem } from '../../app/compute/method.ts';
import { psnr } from '../../app/compute/metrics/psnr.ts';
import type { ParameterValues } from '../../app/compute/parameters.ts';
import { findMethod } from '../../app/main/engine/methods.ts';
import type { Damaged, Entry, Solve } from './trial.ts';

/** PSNR in decibels of what a method makes of a damaged picture, and the seconds that it took. */
export async function judge(
  entry: Entry,
  { truth, problem, judged = (image) => image }: Damaged,
  modelFolders: readonly string[],
): Promise<{ psnr: number; seconds: number; result: Image }> {
  const { oracle } = entry;
  const given = oracle?.values.map((value) => ({ [oracle.parameter]: value })) ?? [{}];
  let best: { psnr: number; seconds: number; result: Image } | null = null;
  for (const parameters of given) {
    const start = performance.now();
    const values = { ...entry.parameters, ...parameters };
    const result =
      entry.method === null ? problem.image : await solved(entry.method, problem, values, modelFolders);
    const seconds = (performance.now() - start) / 1000;
    const decibels = psnr(judged(clipped(result)), judged(truth));
    if (best === null || decibels > best.psnr) best = { psnr: decibels, seconds, result };
  }
  if (best === null) throw new Error(`${entry.label} has nothing to try`);
  return best;
}

async function solved(
  method: string | Solve,
  problem: Problem,
  parameters: ParameterValues,
  modelFolders: readonly string[],
): Promise<Image> {
  if (typeof method !== 'string') return withRoom(() => finished(method(problem, parameters)));
  const found = await findMethod(method, modelFolders);
  const given = found.method.bind(parameters);
  const opened = await found.networkFor(given)?.load('cpu');
  return withRoom(async () => {
    const { bound } = await given.resolve(problem, { noise: 0 });
    const context = { seed: 0, ...(opened && { network: opened.network }) };
    return finished(bound.run(problem, context));
  });
}

async function finished(run: Iterations<Image>): Promise<Image> {
  for (;;) {
    const step = await run.next();
    if (step.done !== true) continue;
    // What a method returns may lie where the room is given back.
    const { width, height, channels, data } = step.value;
    const result = createImage(width, height, channels);
    result.data.set(data);
    return result;
  }
}

/** As any file would hold it, but for the rounding. */
function clipped(image: Image): Image {
  return { ...image, data: image.data.map((value) => Math.min(1, Math.max(0, value))) };
}
