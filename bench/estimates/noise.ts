import { measureNoise } from '../../app/compute/estimate/noise.ts';
import { noisy, picturesIn, read, rounded } from './pictures.ts';
import { heading, judged, mean, quantile, row } from './table.ts';

const goalShare = 0.9;
const goalError = 0.5;

/** The error of the measured noise; the goal is for noise that was not clipped, in colour. */
export async function noiseTable(folder: string, stride: number): Promise<void> {
  const files = await picturesIn(folder, stride);
  heading(
    `Noise level, ${files.length} images of CBSD68, 8-bit units`,
    'picture, σ',
    'median error',
    '90 % err by less than',
    `within ${goalError}`,
    'called white',
    'ms',
  );
  for (const [name, grey, eightBit] of [
    ['colour', false, false],
    ['colour, clipped and rounded', false, true],
    ['grey', true, false],
  ] as const)
    for (const sigma of [5, 10, 15, 25, 50]) {
      const errors: number[] = [];
      const times: number[] = [];
      let white = 0;
      for (const [index, file] of files.entries()) {
        const damaged = noisy(await read(file, { grey }), sigma, 100 * index + sigma);
        const image = eightBit ? rounded(damaged) : damaged;
        const start = performance.now();
        const found = measureNoise(image);
        times.push(performance.now() - start);
        errors.push(found.noise - sigma);
        if (found.white === true) white++;
      }
      const share = mean(errors.map((error) => (Math.abs(error) <= goalError ? 1 : 0)));
      const percent = `${(100 * share).toFixed(0)} %`;
      row(
        `${name}, ${sigma}`,
        quantile(errors, 0.5).toFixed(2),
        quantile(errors.map(Math.abs), 0.9).toFixed(2),
        name === 'colour' ? judged(percent, share >= goalShare, `noise within 0.5 at σ ${sigma}`) : percent,
        `${white} of ${files.length}`,
        quantile(times, 0.5).toFixed(0),
      );
    }
}
