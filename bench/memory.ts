/**
 * Peak resident memory and time of every method that needs no network, on a colour photograph of 24 megapixels, as
 * the engine runs it (in tiles where the memory limit asks for them), a process each. Names of methods choose;
 * `--megapixels N`; `--limit MB` is the engine's memory limit; `--iterations N` for all that iterate: it shortens
 * the run, and room is asked for before the first iteration. A method that takes measurements (the Lab) is given a picture that is none.
 * Exit status 1 when a method failed. Linux only.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { accelerate } from '../app/compute/kernels/memory.ts';
import { methods } from '../app/compute/methods/registry.ts';
import { engine } from '../app/main/engine/engine.ts';
import {
  noisyPicture,
  writeSessionImage,
  writeSessionMask,
} from '../app/main/engine/testing/sessionImages.ts';
import { createAccelerator } from '../app/main/engine/threads/accelerator.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    megapixels: { type: 'string', default: '24' },
    limit: { type: 'string', default: '1536' },
    iterations: { type: 'string' },
    /** The folder of the parent's pictures: this process runs one method. */
    child: { type: 'string' },
  },
});

async function runOne(id: string, folder: string): Promise<void> {
  const method = methods.find((one) => one.id === id);
  if (method === undefined) throw new Error(`no such method: ${id}`);
  accelerate(createAccelerator(resolve('dist/kernels/kernels.wasm'), resolve('dist/main/kernelWorker.js')));
  const parameters = {
    ...(method.task === 'deblur' && { psf: 'disk:4' }),
    ...(values.iterations !== undefined &&
      method.parameters['iterations'] !== undefined && { iterations: Number(values.iterations) }),
  };
  const start = performance.now();
  await engine.run({
    source: join(folder, 'photo'),
    mask: method.task === 'inpaint' ? join(folder, 'mask') : null,
    region: null,
    step: { method: id, parameters },
    jpegQuality: null,
    seed: 0,
    target: join(folder, 'result'),
    maps: { residual: join(folder, 'residual'), invented: join(folder, 'invented') },
    memoryMegabytes: Number(values.limit),
    device: 'cpu',
    modelFolders: [],
  });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage();
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
  console.log(
    `${peak.toFixed(0).padStart(6)} MB  ${seconds.toFixed(1).padStart(7)} s  ${((user + system) / 1e6).toFixed(1).padStart(7)} s of processor`,
  );
  process.exit(0);
}

async function runAll(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-bench-'));
  const height = Math.round(Math.sqrt((Number(values.megapixels) * 1e6) / 1.5));
  const width = Math.round(1.5 * height);
  await writeSessionImage(join(folder, 'photo'), noisyPicture(width, height, 3));
  // Scratches five pixels wide, and dust.
  await writeSessionMask(join(folder, 'mask'), width, height, (x, y) =>
    (x + (y >> 3)) % 160 < 5 || (x * 7919 + y * 104729) % 997 < 9 ? 255 : 0,
  );
  const few = values.iterations === undefined ? '' : `, ${values.iterations} iterations`;
  console.log(`${width} × ${height}, RGB, limit ${values.limit} MB${few}: peak, time`);
  let failed = 0;
  for (const { id, needsNetwork } of methods) {
    if (needsNetwork || (positionals.length > 0 && !positionals.includes(id))) continue;
    const script = process.argv[1] ?? '';
    const given = ['--child', folder, '--limit', values.limit];
    const iterations = values.iterations === undefined ? [] : ['--iterations', values.iterations];
    const child = spawnSync(process.execPath, [script, id, ...given, ...iterations], { encoding: 'utf8' });
    if (child.status !== 0) failed++;
    const said = child.status === 0 ? child.stdout.trimEnd() : (/^.*Error.*$/m.exec(child.stderr)?.[0] ?? '');
    console.log(`${id.padEnd(24)} ${said}`);
  }
  await rm(folder, { recursive: true });
  return failed;
}

const [first] = positionals;
if (values.child !== undefined && first !== undefined) await runOne(first, values.child);
else process.exit((await runAll()) === 0 ? 0 : 1);
