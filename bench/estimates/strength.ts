import { type Selection, tvStrength } from '../../app/compute/estimate/tvStrength.ts';
import type { Image } from '../../app/compute/image.ts';
import { psnr } from '../../app/compute/metrics/psnr.ts';
import { RofDual } from '../../app/compute/solvers/rofDual.ts';
import { noisy, picturesIn, read, type Reading } from './pictures.ts';
import { heading, judged, mean, row } from './table.ts';

/** Decibels that the mean may lie below the oracle. */
const goals: readonly (readonly [Selection, number])[] = [
  ['sure', 0.05],
  ['whiteness', 0.2],
  ['discrepancy', Infinity],
];
const steps = 100;
/** λ / σ from which the oracle, who knows the truth, chooses. */
const ratios = Array.from({ length: 15 }, (_, i) => 0.2 * 1.2 ** i);

/** What each way to choose the strength of total variation costs against the best strength there is. */
export async function strengthTable(
  name: string,
  folder: string,
  stride: number,
  reading: Reading,
): Promise<void> {
  const files = await picturesIn(folder, stride);
  heading(
    `Strength of total variation, ${files.length} images of ${name}: decibels below the oracle`,
    'σ',
    ...goals.map(([selection]) => `${selection}: mean / worst`),
  );
  for (const sigma of [15, 25]) {
    const judgements = goals.map(([selection, goal]) => ({ selection, goal, losses: [] as number[] }));
    for (const [index, file] of files.entries()) {
      const truth = await read(file, reading);
      const y = noisy(truth, sigma, 100 * index + sigma);
      const quality = (strength: number) => psnr(denoised(y, strength), truth);
      const found = judgements.map(({ selection, losses }) => ({
        losses,
        value: quality(tvStrength(y, sigma, selection)),
      }));
      const best = Math.max(
        ...found.map(({ value }) => value),
        ...ratios.map((ratio) => quality((ratio * sigma) / 255)),
      );
      for (const { losses, value } of found) losses.push(best - value);
    }
    row(
      sigma,
      ...judgements.map(({ selection, goal, losses }) =>
        judged(
          `${mean(losses).toFixed(3)} / ${Math.max(...losses).toFixed(2)}`,
          mean(losses) <= goal,
          `strength by ${selection} at σ ${sigma} on ${name}`,
        ),
      ),
    );
  }
}

function denoised(y: Image, strength: number): Image {
  const solver = new RofDual(y, strength);
  solver.advance(steps);
  const data = new Float32Array(y.data.length);
  solver.solution(data);
  return { ...y, data };
}
