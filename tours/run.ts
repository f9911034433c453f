/**
 * Peyré's Numerical Tours (www.numerical-tours.com) on their own images: what our solvers reach beside what the
 * tours print. `npm run tours -- FOLDER`, or TOURS_IMAGES=FOLDER; an optional second argument picks tours
 * by the beginning of their name. Exit status 1 where a figure is off.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { deconvolution } from './deconvolution.ts';
import { denoising } from './denoising.ts';
import type { Figure } from './figures.ts';
import { boat, cameraman, hibiscus } from './images.ts';
import { inpainting } from './inpainting.ts';
import { risk } from './risk.ts';

const seeds = [1, 2, 3, 4, 5];

const tours: readonly { readonly name: string; readonly figures: (folder: string) => Promise<Figure[]> }[] = [
  { name: 'denoising', figures: async (folder) => denoising(await hibiscus(folder)) },
  { name: 'deconvolution', figures: async (folder) => deconvolution(await boat(folder)) },
  { name: 'inpainting', figures: async (folder) => inpainting(await cameraman(folder)) },
  { name: 'risk', figures: async (folder) => risk(await hibiscus(folder)) },
];

function imageFolder(): string {
  const folder = process.argv[2] ?? process.env['TOURS_IMAGES'];
  const files = ['hibiscus.bmp', 'boat.bmp', 'cameraman.png'];
  if (folder !== undefined && files.every((file) => existsSync(join(folder, file)))) return folder;
  console.error(
    `${folder === undefined ? 'no folder of images was given' : `${folder} does not hold ${files.join(', ')}`}; ` +
      'give one with the images of the Numerical Tours: npm run tours -- FOLDER, or TOURS_IMAGES=FOLDER',
  );
  process.exit(2);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const columns = [54, 9, 9, 15, 11];
const line = (...cells: string[]) =>
  console.log(
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(columns[i] ?? 0) : cell.padStart(columns[i] ?? 0)))
      .join(''),
  );

const folder = imageFolder();
line(`dB, ${seeds.length} seeds`, 'theirs', 'ours', 'from … to', 'difference');
const reached = new Map<string, number>();
let missed = 0;
for (const { name, figures } of tours) {
  if (!name.startsWith(process.argv[3] ?? '')) continue;
  for (const { what, published, tolerance, above, measure } of await figures(folder)) {
    const values = seeds.map(measure);
    const ours = mean(values);
    reached.set(what, ours);
    const difference = ours - (published ?? reached.get(above ?? '') ?? NaN);
    const within = published === null ? difference > 0 : Math.abs(difference) <= tolerance;
    if (!within) missed++;
    line(
      what,
      published?.toFixed(1) ?? '',
      ours.toFixed(2),
      `${Math.min(...values).toFixed(2)} … ${Math.max(...values).toFixed(2)}`,
      `${difference >= 0 ? '+' : '−'}${Math.abs(difference).toFixed(2)}${within ? '  ' : ' !'}`,
    );
  }
}
console.log(missed === 0 ? 'all within tolerance' : `${missed} outside the tolerance (marked !)`);
if (missed > 0) process.exitCode = 1;
