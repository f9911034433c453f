import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { methods as listed } from '../../compute/methods/registry.ts';
import { contract } from '../../contract/index.ts';
import { engine } from '../engine/engine.ts';
import { blurNetwork, enlargingNetwork } from '../engine/network/testing/networks.ts';
import { Session } from '../session/session.ts';
import { createMethods } from './methods.ts';
import { createModels } from './models.ts';

let folder: string;
let session: Session;
let matrix: { width: number; height: number; data: number[] };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pentimento-catalogue-'));
  session = await Session.create(folder);
});
afterEach(async () => {
  await session.close();
  await rm(folder, { recursive: true });
});

const ownFolder = (): string => join(folder, 'models');
const modelFolders = (): string[] => [join(folder, 'shipped'), ownFolder()];
const methods = () =>
  createMethods({
    session,
    codec: { readMatrix: () => Promise.resolve(matrix) },
    modelFolders: modelFolders(),
  });
const models = () => createModels({ session, engine, modelFolders: modelFolders(), ownFolder: ownFolder() });

async function file(name: string, bytes: Uint8Array | string): Promise<{ kind: 'path'; path: string }> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { kind: 'path', path };
}

describe('methods', () => {
  test('every method is described as the contract has it', async () => {
    const list = contract.methods.list.output.parse(await methods().list({}));
    const withoutNetwork = listed.filter(({ needsNetwork }) => !needsNetwork);
    expect(list.map(({ id }) => id)).toEqual(withoutNetwork.map(({ id }) => id));
    expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
  });

  test('a point spread function is normalised to sum 1', async () => {
    matrix = { width: 3, height: 1, data: [10, 20, 10] };
    const psf = await methods().readPsf({ file: await file('psf.png', '') });
    expect(psf).toEqual({ kind: 'matrix', width: 3, height: 1, data: [0.25, 0.5, 0.25], name: 'psf.png' });
  });

  test.each([
    [{ width: 2, height: 1, data: [0, 0] }, 'sums to zero'],
    [{ width: 2, height: 1, data: [1, -1] }, 'sums to zero'],
    [{ width: 600, height: 1, data: Array<number>(600).fill(1) }, 'too large'],
  ])('one that is none is refused', async (given, problem) => {
    matrix = given;
    await expect(methods().readPsf({ file: await file('psf.png', '') })).rejects.toThrow(problem);
  });
});

describe('models', () => {
  test('an imported network is listed, becomes a method, and can be removed', async () => {
    const summary = await models().import({ file: await file('My Net.onnx', enlargingNetwork(2)) });
    expect(summary).toMatchObject({
      name: 'my-net',
      title: 'My Net',
      task: 'upscale',
      problem: null,
      own: true,
    });
    expect(summary.bytes).toBeGreaterThan(100);
    expect(await models().list({})).toEqual([summary]);
    const described = (await methods().list({})).find(({ id }) => id === 'my-net');
    expect(described).toMatchObject({ title: 'My Net', task: 'upscale' });
    expect(await models().remove({ name: 'my-net' })).toEqual([]);
    expect(await readdir(ownFolder())).toEqual([]);
  });

  test('a damaged one shows its problem and harms no other', async () => {
    const given = await file('net.onnx', blurNetwork(3));
    await models().import({ file: given });
    await models().import({ file: given });
    await writeFile(join(ownFolder(), 'net', 'network.onnx'), 'damaged');
    await rm(join(ownFolder(), 'net-2', 'network.onnx'));
    await models().import({ file: given });
    const problems = (await models().list({})).map(({ name, problem }) => [name, problem]);
    expect(problems).toEqual([
      ['net', expect.stringContaining('SHA-256')],
      ['net-2', 'network.onnx is missing'],
      ['net-3', null],
    ]);
  });

  test('what cannot be imported or removed is said', async () => {
    const text = await file('notes.onnx', 'only words');
    await expect(models().import({ file: text })).rejects.toThrow('notes.onnx: it is not an ONNX file');
    const absent = { kind: 'path', path: join(folder, 'absent.onnx') } as const;
    await expect(models().import({ file: absent })).rejects.toThrow('absent.onnx: there is no such file');
    await expect(models().remove({ name: 'absent' })).rejects.toThrow('absent: there is no such model');
    await engine.importModel({
      path: (await file('net.onnx', blurNetwork(3))).path,
      fileName: 'net.onnx',
      folder: join(folder, 'shipped'),
    });
    await expect(models().remove({ name: 'net' })).rejects.toThrow('came with the app');
  });

  test('an engine that dies of a model blames that model alone', async () => {
    await models().import({ file: await file('net.onnx', blurNetwork(3)) });
    const dying = { ...engine, checkModel: () => Promise.reject(new Error('the engine stopped')) };
    const list = createModels({
      session,
      engine: dying,
      modelFolders: modelFolders(),
      ownFolder: ownFolder(),
    });
    expect((await list.list({})).map(({ problem }) => problem)).toEqual(['the engine stopped']);
  });
});
