/**
 * What `restore --task auto` gains on photographs that were damaged on purpose, and that it leaves clean ones
 * alone. Arguments: a folder of photographs; optionally of how many to take one, and at which to begin;
 * optionally a part of a damage's name. Exit status 1 where a clean photograph is changed by more than 45 dB.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Image } from '../../app/compute/image.ts';
import { psnr } from '../../app/compute/metrics/psnr.ts';
import { picturesIn, read } from '../estimates/pictures.ts';
import { heading, judged, mean, missed, row } from '../estimates/table.ts';
import { runCli } from '../processTree.ts';
import { damageClasses, damaged, type DamageClass } from './damages.ts';

const [photos, strideText = '40', offsetText = '10', wanted = ''] = process.argv.slice(2);
const [stride, offset] = [Number(strideText), Number(offsetText)];
if (photos === undefined || !Number.isInteger(stride) || stride < 1 || !Number.isInteger(offset)) {
  console.error('usage: restore <folder of photographs> [stride] [offset] [damage]');
  process.exit(2);
}
/** Photographs with a longer side are reduced by a whole factor, so that compression leaves no trace. */
const longest = 768;
/** The middle of this size is damaged and restored. */
const side = 256;
const cleanGoal = 45;

const files = (await picturesIn(photos, 1)).filter((_, index) => index % stride === offset % stride);
const clean = await Promise.all(files.map(readClean));
const folder = await mkdtemp(join(tmpdir(), 'pentimento-bench-'));
try {
  heading(
    `Restore, ${files.length} photographs, ${side} × ${side} in the middle, PSNR in dB`,
    'damage',
    'damaged',
    'restored',
    'mean gain',
    'worst gain',
    'unchanged',
    'steps planned',
  );
  for (const damage of damageClasses.filter(({ name }) => name.includes(wanted))) await measure(damage);
} finally {
  await rm(folder, { recursive: true, force: true });
}
if (missed.length > 0) console.log(`\nMissed: ${missed.join('; ')}.`);
process.exitCode = missed.length > 0 ? 1 : 0;

async function readClean(path: string): Promise<Image> {
  const { width, height } = await sharp(path).metadata();
  return read(path, { side, shrink: Math.ceil(Math.max(width, height) / longest) });
}

interface Report {
  readonly items: readonly { readonly steps: readonly { readonly method: string }[] }[];
}

async function measure(damage: DamageClass): Promise<void> {
  const [input, output] = [join(folder, 'in'), join(folder, 'out')];
  await mkdir(input);
  const names = clean.map((_, index) => String(index).padStart(3, '0'));
  const extension = damage.jpeg === undefined ? '.png' : '.jpg';
  for (const [index, image] of clean.entries())
    await writeFile(join(input, `${names[index]}${extension}`), await damaged(image, damage, index));
  const report = join(folder, 'report.json');
  const args = ['restore', input, '--task', 'auto', '--out', output, '--name', '{name}', '--format', 'png'];
  const { code, errors } = await runCli([...args, '--report', report]);
  if (code !== 0) throw new Error(errors);
  const before = await Promise.all(names.map((name) => read(join(input, `${name}${extension}`), {})));
  const after = await Promise.all(names.map((name) => read(join(output, `${name}.png`), {})));
  const { items } = JSON.parse(await readFile(report, 'utf8')) as Report;
  const scores = (images: readonly Image[]): number[] =>
    clean.map((truth, index) => Math.min(99, psnr(truth, images[index] ?? truth)));
  const [was, is] = [scores(before), scores(after)];
  const gains = is.map((value, index) => value - (was[index] ?? NaN));
  const unchanged = items.filter(({ steps }) => steps.length === 0).length;
  const untouched = damage.psf === undefined && damage.noise === undefined && damage.enlarge === undefined;
  const same = before.map((image, index) => psnr(image, after[index] ?? image));
  const kept = Math.min(...same);
  row(
    damage.name,
    mean(was).toFixed(2),
    mean(is).toFixed(2),
    mean(gains).toFixed(2),
    Math.min(...gains).toFixed(2),
    untouched && (damage.jpeg ?? 100) >= 90
      ? judged(
          `${unchanged} of ${files.length}`,
          kept > cleanGoal,
          `a clean photograph came back at ${kept.toFixed(1)} dB`,
        )
      : `${unchanged} of ${files.length}`,
    stepsPlanned(items),
  );
  await rm(input, { recursive: true });
  await rm(output, { recursive: true });
}

/** "tv-denoise 12, tv-deblur 2". */
function stepsPlanned(items: Report['items']): string {
  const counts = new Map<string, number>();
  for (const { steps } of items)
    for (const { method } of steps) counts.set(method, (counts.get(method) ?? 0) + 1);
  return [...counts].map(([method, count]) => `${method} ${count}`).join(', ');
}
