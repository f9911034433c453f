/**
 * A batch of 1,000 files of which 50 are broken, then the same batch killed half-way and resumed.
 * Prints what was written, what was reported and the peak memory. Exit status 1 when a figure is off.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { runCli } from './processTree.ts';

const files = 1000;
const broken = 50;
const folder = await mkdtemp(join(tmpdir(), 'pentimento-bench-'));
let misses = 0;

function show(what: string, value: string | number, good: boolean): void {
  if (!good) misses++;
  console.log(`${good ? ' ' : '!'} ${what.padEnd(58)} ${value}`);
}

/** Small photographs of the samples' own pixels, every twentieth cut short, emptied or replaced by text. */
async function makeInputs(): Promise<string> {
  const input = join(folder, 'in');
  await mkdir(input);
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const create = { width: 160, height: 120, channels: 3, background: 'black', noise } as const;
  const picture = await sharp({ create }).jpeg().toBuffer();
  for (let index = 0; index < files; index++) {
    const path = join(input, `photo-${String(index).padStart(4, '0')}.jpg`);
    if (index % (files / broken) !== 7) await writeFile(path, picture);
    else
      await writeFile(
        path,
        [picture.subarray(0, 400), Buffer.alloc(0), Buffer.from('no picture')][index % 3] ?? picture,
      );
  }
  return input;
}

const restore = (input: string, out: string, ...more: string[]) => [
  'restore',
  input,
  '--task',
  'denoise',
  '--method',
  'gaussian-denoise',
  '--out',
  join(folder, out),
  ...more,
];

async function pictures(out: string): Promise<string[]> {
  return (await readdir(join(folder, out))).filter((name) => name.endsWith('.jpg'));
}

const input = await makeInputs();

console.log(`${files} files, ${broken} of them broken`);
const whole = await runCli(restore(input, 'whole', '--report', join(folder, 'report.json')));
show('written', (await pictures('whole')).length, (await pictures('whole')).length === files - broken);
const reported = (whole.errors.match(/photo-\d+\.jpg/g) ?? []).length;
show('reported on standard error', reported, reported === broken);
show('exit status', String(whole.code), whole.code === 1);
show('seconds', whole.seconds.toFixed(1), true);
show('milliseconds per file', ((1000 * whole.seconds) / files).toFixed(1), true);
show('peak memory, all processes together (MB)', whole.memory.together, whole.memory.together < 1500);
show('  by process (MB)', JSON.stringify(whole.memory.byName), true);

console.log('\nkilled half-way, then resumed');
await runCli(restore(input, 'killed'), (child) => {
  const watch = setInterval(() => {
    void pictures('killed').then(
      (names) => {
        if (names.length < files / 2) return;
        clearInterval(watch);
        child.kill('SIGKILL');
      },
      () => undefined,
    );
  }, 20);
});
const before = await pictures('killed');
const times = new Map<string, number>();
for (const name of before) times.set(name, (await stat(join(folder, 'killed', name))).mtimeMs);
let unreadable = 0;
for (const name of before)
  await sharp(await readFile(join(folder, 'killed', name)))
    .stats()
    .catch(() => unreadable++);
show('written before the kill', before.length, before.length >= files / 2 && before.length < files - broken);
show('half-written among them', unreadable, unreadable === 0);
const resumed = await runCli(restore(input, 'killed', '--resume'));
const after = await pictures('killed');
let redone = 0;
for (const [name, time] of times) if ((await stat(join(folder, 'killed', name))).mtimeMs !== time) redone++;
show('written after the resume', after.length, after.length === files - broken);
show('redone by the resume', redone, redone <= 0);
const left = (await readdir(join(folder, 'killed'))).filter((name) => name.endsWith('.part'));
show('parts left lying', left.length, left.length === 0);
show('seconds of the resume', resumed.seconds.toFixed(1), true);

await rm(folder, { recursive: true });
process.exit(misses === 0 ? 0 : 1);
