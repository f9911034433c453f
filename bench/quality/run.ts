/**
 * How near restorations come to the truth, as PSNR in decibels: means as a table, and each picture in JSON.
 * Arguments: the folder that holds eval/; `--only deblur,inpaint` of the tasks below; `--every N` takes each N-th
 * trial; `--side N` the middle square of each picture; `--models FOLDER`; `--out FILE` writes this run's figures;
 * `--pictures FOLDER` writes what was made; `--write` puts the figures into docs/results/quality.json. Exit status 1 where a mean lies
 * more than 0.05 dB below what that file has for the same pictures.
 */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { accelerate } from '../../app/compute/kernels/memory.ts';
import { findModels } from '../../app/main/engine/network/catalogue.ts';
import { createAccelerator } from '../../app/main/engine/threads/accelerator.ts';
import { heading, row } from '../estimates/table.ts';
import { artifactTrials } from './artifacts.ts';
import { deblurTrials } from './deblur.ts';
import { denoiseTrials } from './denoise.ts';
import { enlargeTrials } from './enlarge.ts';
import { inpaintTrials } from './inpaint.ts';
import { writePicture } from './picture.ts';
import { add, drops, mean, merged, readRecord, writeRecord, type QualityRecord } from './record.ts';
import { judge } from './solve.ts';
import type { Choice, Trial } from './trial.ts';
import { upscaleTrials } from './upscale.ts';

const tasks: Readonly<Record<string, (choice: Choice) => Promise<Trial[]>>> = {
  denoise: denoiseTrials,
  artifacts: artifactTrials,
  deblur: deblurTrials,
  inpaint: inpaintTrials,
  upscale: upscaleTrials,
  enlarge: enlargeTrials,
};
const committed = 'docs/results/quality.json';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: Object.keys(tasks).join(',') },
    every: { type: 'string', default: '1' },
    side: { type: 'string', default: 'Infinity' },
    models: { type: 'string', default: 'models' },
    out: { type: 'string' },
    pictures: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const [data] = positionals;
const [every, side] = [Number(values.every), Number(values.side)];
const chosen = values.only.split(',').map((name) => tasks[name]);
if (data === undefined || !(every >= 1) || !(side >= 16) || chosen.includes(undefined)) {
  console.error(
    `usage: quality <data folder> [--only ${Object.keys(tasks).join(',')}] [--every N] [--side N] [--models FOLDER] [--out FILE] [--pictures FOLDER] [--write]`,
  );
  process.exit(2);
}
if (values.write && side !== Infinity) {
  console.error('only whole pictures belong into the committed table: leave out --side or --write');
  process.exit(2);
}

accelerate(createAccelerator(resolve('dist/kernels/kernels.wasm'), resolve('dist/main/kernelWorker.js')));
const models = [resolve(values.models)];
if (values.pictures !== undefined) await mkdir(values.pictures, { recursive: true });

const found = await findModels(models);
const networks: Choice['networks'] = (task, scale = 1) =>
  found.filter(({ card }) => card?.task === task && card.scale === scale).map(({ name }) => name);

const record: QualityRecord = {};
const seconds = new Map<string, number[]>();
for (const trialsOf of chosen) {
  const trials = (await trialsOf?.({ data, side, networks })) ?? [];
  for (const trial of trials.filter((_, index) => index % every === 0)) {
    const damaged = await trial.prepare();
    for (const entry of trial.entries) {
      const judged = await judge(entry, damaged, models);
      add(record, trial.setting, entry.label, trial.name, judged.psnr);
      const key = `${trial.setting}, ${entry.label}`;
      seconds.set(key, [...(seconds.get(key) ?? []), judged.seconds]);
      if (values.pictures !== undefined)
        await writePicture(values.pictures, [trial.setting, trial.name, entry.label], judged.result);
    }
    if (values.pictures !== undefined) {
      await writePicture(values.pictures, [trial.setting, trial.name, 'input'], damaged.problem.image);
      await writePicture(values.pictures, [trial.setting, trial.name, 'truth'], damaged.truth);
    }
  }
}

heading('PSNR, means in decibels', 'setting', 'method', 'pictures', 'PSNR', 'above the first', 'seconds');
for (const [setting, methods] of Object.entries(record)) {
  const means = Object.entries(methods).map(([method, pictures]) => {
    const figures = Object.values(pictures);
    return { method, count: figures.length, psnr: mean(figures) };
  });
  for (const { method, count, psnr } of means)
    row(
      setting,
      method,
      count,
      psnr.toFixed(2),
      (psnr - (means[0]?.psnr ?? NaN)).toFixed(2),
      mean(seconds.get(`${setting}, ${method}`) ?? []).toFixed(2),
    );
}
if (values.out !== undefined) await writeRecord(values.out, record);

const before = await readRecord(committed);
const lost = drops(before, record);
for (const { setting, method, before: old, now } of lost)
  console.log(`\nLost: ${setting}, ${method}: ${old.toFixed(2)} dB before, ${now.toFixed(2)} dB now.`);
if (values.write) await writeRecord(committed, merged(before, record));
process.exit(lost.length > 0 ? 1 : 0);
