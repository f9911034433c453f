/**
 * The preview of 512 × 512 pixels of a colour photograph by every method that needs no network, as the engine
 * computes it: parameters resolved before, then the region read, solved, written. Medians. Exit status 1
 * when a method that is not marked slow takes longer than the goal. `--quick` takes fewer turns; names of methods choose.
 * The methods of the Lab are left out: theirs solve the whole measurement.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { accelerate } from '../app/compute/kernels/memory.ts';
import type { Method } from '../app/compute/method.ts';
import { methods } from '../app/compute/methods/registry.ts';
import { engine } from '../app/main/engine/engine.ts';
import {
  noisyPicture,
  writeSessionImage,
  writeSessionMask,
} from '../app/main/engine/testing/sessionImages.ts';
import { createAccelerator } from '../app/main/engine/threads/accelerator.ts';

const goal = 150;
const side = 1024;
const region = { x: 256, y: 256, width: 512, height: 512 };
const turns = process.argv.includes('--quick') ? 1 : 5;
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));

accelerate(createAccelerator(resolve('dist/kernels/kernels.wasm'), resolve('dist/main/kernelWorker.js')));
const folder = await mkdtemp(join(tmpdir(), 'pentimento-bench-'));
const source = join(folder, 'photo');
const mask = join(folder, 'mask');
await writeSessionImage(source, noisyPicture(side, side, 3));
// Scratches five pixels wide, and dust.
await writeSessionMask(mask, side, side, (x, y) =>
  (x + (y >> 3)) % 160 < 5 || (x * 7919 + y * 104729) % 997 < 9 ? 255 : 0,
);

async function once(method: Method): Promise<{ wall: number; processor: number }> {
  const start = performance.now();
  const used = process.cpuUsage();
  await engine.run({
    source,
    mask: method.task === 'inpaint' ? mask : null,
    region,
    step: { method: method.id, parameters: method.task === 'deblur' ? { psf: 'disk:4' } : {} },
    jpegQuality: null,
    seed: 0,
    target: join(folder, 'result'),
    maps: null,
    memoryMegabytes: 1024,
    device: 'cpu',
    modelFolders: [],
  });
  const { user, system } = process.cpuUsage(used);
  return { wall: performance.now() - start, processor: (user + system) / 1000 };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

let missed = 0;
console.log(`${'method'.padEnd(24)}     ms   of processor time (${turns} turns; goal ${goal} ms)`);
for (const method of methods) {
  if (method.task === 'recover' || (chosen.length > 0 && !chosen.includes(method.id))) continue;
  await once(method);
  const runs: { wall: number; processor: number }[] = [];
  for (let turn = 0; turn < turns; turn++) runs.push(await once(method));
  const wall = median(runs.map((run) => run.wall));
  const late = wall > goal && !method.slow;
  if (late) missed++;
  const verdict = method.slow ? 'marked slow' : late ? 'MISSED' : 'reached';
  const processor = median(runs.map((run) => run.processor));
  console.log(
    `${method.id.padEnd(24)} ${wall.toFixed(0).padStart(6)} ${processor.toFixed(0).padStart(6)}   ${verdict}`,
  );
}
await rm(folder, { recursive: true });
console.log(missed === 0 ? '\nall reached' : `\n${missed} missed`);
process.exit(missed === 0 ? 0 : 1);
