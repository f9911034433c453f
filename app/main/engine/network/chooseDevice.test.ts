import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../testing/folder.ts';
import { chooseDevice, type Candidate } from './chooseDevice.ts';
import { testPicture } from './testPicture.ts';
import { keptTrials, trialRecord } from './trialRecord.ts';

let folder: string;
let remove: () => Promise<void>;
let opened: string[];
let released: number;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  opened = [];
  released = 0;
});
afterEach(() => remove());

/** A machine: how long each device takes for a run, and how wrong it is. */
type Machine = Readonly<Record<string, { milliseconds: number; error?: number } | Error>>;

const card = { name: 'net', sha256: 'a'.repeat(64) };

async function choose(machine: Machine, setting = Object.keys(machine).join()) {
  const open = (device: string): Promise<Candidate> => {
    opened.push(device);
    const made = machine[device];
    if (made === undefined || made instanceof Error) return Promise.reject(made ?? new Error('not there'));
    return Promise.resolve({
      network: {
        name: 'net',
        channels: 3,
        scale: 1,
        level: null,
        run: async (image) => {
          await wait(made.milliseconds);
          return { ...image, data: image.data.map((value) => value / 2 + (made.error ?? 0)) };
        },
      },
      release: () => {
        released++;
        return Promise.resolve();
      },
    });
  };
  return chooseDevice({
    devices: Object.keys(machine),
    open,
    checked: testPicture(16, 16, 3),
    timed: testPicture(32, 32, 3),
    record: await trialRecord(join(folder, 'devices.json'), card, setting),
    describe: (error) => (error instanceof Error ? error.message : String(error)),
  });
}

const trials = () => keptTrials(join(folder, 'devices.json'));

test('the quickest device that answers as the processor does is chosen, and the others named', async () => {
  const device = await choose({
    cpu: { milliseconds: 30 },
    wrong: { milliseconds: 1, error: 0.1 },
    broken: new Error('no driver'),
    quick: { milliseconds: 5, error: 0.001 },
    slow: { milliseconds: 60 },
  });
  expect(device).toBe('quick');
  expect((await trials()).map((trial) => [trial.device, trial.problem])).toEqual([
    ['wrong', "its answers differ from the CPU's by 0.100"],
    ['broken', 'no driver'],
    ['quick', null],
    ['slow', null],
    ['cpu', null],
  ]);
  expect(released).toBe(opened.length - 1);
});

test('the processor is chosen where it is quicker, or where nothing else works', async () => {
  expect(await choose({ cpu: { milliseconds: 1 }, gpu: { milliseconds: 40 } })).toBe('cpu');
  expect(await choose({ cpu: { milliseconds: 1 }, lost: new Error('lost') })).toBe('cpu');
});

test('what was measured is remembered, until there are other devices or another runtime', async () => {
  const machine = { cpu: { milliseconds: 30 }, gpu: { milliseconds: 2 } };
  await choose(machine);
  opened = [];
  expect(await choose(machine)).toBe('gpu');
  expect(opened).toEqual([]);
  expect(await choose(machine, 'another runtime')).toBe('gpu');
  expect(opened).toContain('gpu');
});

test('a device that took the engine with it is not tried again; those behind it are', async () => {
  const record = await trialRecord(join(folder, 'devices.json'), card, 'cpu,fatal,gpu');
  await record.keep([{ device: 'fatal', milliseconds: null, problem: 'the engine ended when it was tried' }]);
  const machine = {
    cpu: { milliseconds: 30 },
    fatal: new Error('must not be opened'),
    gpu: { milliseconds: 2 },
  };
  expect(await choose(machine)).toBe('gpu');
  expect(opened).not.toContain('fatal');
});

test('a broken record is set aside, and all is tried anew', async () => {
  await writeFile(join(folder, 'devices.json'), '{');
  await choose({ cpu: { milliseconds: 1 }, gpu: new Error('lost') });
  expect(await trials()).toEqual([{ network: 'net', device: 'gpu', milliseconds: null, problem: 'lost' }]);
});
