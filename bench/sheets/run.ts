/**
 * Contact sheets to judge by eye: input, restorations, truth side by side, and their PSNR.
 * Arguments: the folder of the undamaged samples (resources/samples/README.md names them) and the folder for the
 * sheets; `--only denoise,deblur` of the rows.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type { Image } from '../../app/compute/image.ts';
import { accelerate } from '../../app/compute/kernels/memory.ts';
import { psnr } from '../../app/compute/metrics/psnr.ts';
import { createAccelerator } from '../../app/main/engine/threads/accelerator.ts';
import { rounded } from '../estimates/pictures.ts';
import { heading, row as line } from '../estimates/table.ts';
import { judge } from '../quality/solve.ts';
import { asSharp } from '../restore/damages.ts';
import { rowsOf } from './rows.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' } },
});
const [samples, folder] = positionals;
if (samples === undefined || folder === undefined) {
  console.error('usage: sheets <folder of undamaged samples> <folder for the sheets> [--only ROW,ROW]');
  process.exit(2);
}
const only = values.only?.split(',');
const gap = 4;

accelerate(createAccelerator(resolve('dist/kernels/kernels.wasm'), resolve('dist/main/kernelWorker.js')));
await mkdir(folder, { recursive: true });
heading('PSNR in decibels, from left to right', 'sheet', 'picture', 'PSNR', 'seconds');
for (const row of rowsOf(samples).filter(({ name }) => only?.includes(name) ?? true)) {
  const damaged = await row.prepare();
  const { truth, problem } = damaged;
  const cells = [problem.image];
  line(
    row.name,
    'input',
    problem.image.width === truth.width ? psnr(problem.image, truth).toFixed(2) : '',
    '',
  );
  for (const entry of row.entries) {
    const judged = await judge(entry, damaged, [resolve('models')]);
    cells.push(judged.result);
    line(row.name, entry.label, judged.psnr.toFixed(2), judged.seconds.toFixed(1));
  }
  await writeStrip(join(folder, `${row.name}.png`), [...cells, truth], truth);
}
process.exit(0);

/** Cells of `size` side by side; a smaller picture is enlarged pixel by pixel. */
async function writeStrip(path: string, cells: readonly Image[], { width, height }: Image): Promise<void> {
  const composed = await Promise.all(
    cells.map(async (image, i) => ({
      input: await asSharp(rounded(image))
        .resize(width, height, { kernel: 'nearest', fit: 'fill' })
        .toColourspace('srgb')
        .png()
        .toBuffer(),
      left: i * (width + gap),
      top: 0,
    })),
  );
  const size = { width: cells.length * (width + gap) - gap, height };
  await sharp({ create: { ...size, channels: 3, background: 'white' } })
    .composite(composed)
    .png({ compressionLevel: 9 })
    .toFile(path);
}
