/**
 * How well the automatic parameters are measured and chosen.
 * Arguments: the folder that holds eval/CBSD68, eval/Set12 and photos; optionally, to save time, how many
 * images to go on by; optionally one of noise, blur, enlargement, strength. Exit status 1 where a goal is missed.
 */
import { join } from 'node:path';
import { blurTable } from './blur.ts';
import { enlargementTable, otherPhotographs } from './enlargement.ts';
import { noiseTable } from './noise.ts';
import { picturesIn } from './pictures.ts';
import { strengthTable } from './strength.ts';
import { missed } from './table.ts';

const [folder, strideText = '1', only] = process.argv.slice(2);
const stride = Number(strideText);
if (folder === undefined || !Number.isInteger(stride) || stride < 1) {
  console.error('usage: estimates <data folder> [stride] [noise | blur | enlargement | strength]');
  process.exit(2);
}
/** Of the several hundred photographs so many are passed over. */
const photoStride = 12;

if (only === undefined || only === 'noise') await noiseTable(join(folder, 'eval/CBSD68'), stride);
if (only === undefined || only === 'blur') await blurTable(join(folder, 'photos'), photoStride * stride);
if (only === undefined || only === 'enlargement') {
  const photographs = await otherPhotographs(join(folder, 'photos'), stride);
  await enlargementTable('photographs, 512²', photographs, { shrink: 1, side: 512 });
  const berkeley = await picturesIn(join(folder, 'eval/CBSD68'), stride);
  await enlargementTable('CBSD68, 320²', berkeley, { shrink: 1, side: 320 });
}
if (only === undefined || only === 'strength') {
  await strengthTable('Set12, grey, 256² in the middle', join(folder, 'eval/Set12'), stride, {
    grey: true,
    side: 256,
  });
  await strengthTable('CBSD68, colour, 160² in the middle', join(folder, 'eval/CBSD68'), stride, {
    side: 160,
  });
}
if (missed.length > 0) console.log(`\nMissed: ${missed.join('; ')}.`);
process.exitCode = missed.length > 0 ? 1 : 0;
