import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../testing/folder.ts';
import { findModels } from '../network/catalogue.ts';
import { openSparseCodeNetworks } from './networks.ts';
import { sparseCodes } from './run.ts';
import { halfToFloat, readSafetensors } from './safetensors.ts';

const modelsFolder = resolve(import.meta.dirname, '../../../../models');

describe('the safetensors format', () => {
  function file(header: object, body: readonly number[]): Uint8Array {
    const text = new TextEncoder().encode(JSON.stringify(header));
    const bytes = new Uint8Array(8 + text.length + body.length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, 8);
    bytes.set(body, 8 + text.length);
    return bytes;
  }
  const header = {
    a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
    b: { dtype: 'F16', shape: [2, 1], data_offsets: [4, 8] },
    c: { dtype: 'I8', shape: [2], data_offsets: [8, 10] },
  };
  const body = [0, 0, 0xc0, 0x3f, 0x00, 0x3c, 0x00, 0xb8, 0x7f, 0x81];

  test('is read in all its types', () => {
    const tensors = readSafetensors(file(header, body));
    expect(tensors.get('a')?.values).toEqual(Float32Array.of(1.5));
    expect(tensors.get('b')).toEqual({ shape: [2, 1], values: Float32Array.of(1, -0.5) });
    expect(tensors.get('c')?.values).toEqual(Float32Array.of(127, -127));
  });

  test('halves are what they stand for, down to the smallest', () => {
    expect([0x0001, 0x03ff, 0x0400, 0x7bff, 0x8000].map(halfToFloat)).toEqual([
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      65504,
      -0,
    ]);
    expect([0x7c00, 0xfc00, 0x7e00].map(halfToFloat)).toEqual([Infinity, -Infinity, NaN]);
  });

  test.each<[Uint8Array, RegExp]>([
    [file(header, body.slice(0, 9)), /c is not where/],
    [file(header, body).subarray(0, 30), /cut short/],
    [Uint8Array.of(1, 2), /cut short/],
    [file({ ...header, d: { dtype: 'F64', shape: [1], data_offsets: [0, 8] } }, body), /header is damaged/],
    [file({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, body), /a is not where/],
  ])('is refused where it is damaged', (bytes, problem) => {
    expect(() => readSafetensors(bytes)).toThrow(problem);
  });
});

describe('the networks that come with the app', () => {
  const at16 = async (target: 'code' | 'lasso', snr: number | null) => {
    const curves = await sparseCodes({ modelsFolder, target, snr, signals: 5, seed: 5 });
    return new Map(
      curves.map(({ id, error }) => [id, error.map((value) => 10 * Math.log10(value))] as const),
    );
  };

  test('find the code far sooner than the solvers whose steps they unroll', async () => {
    const errors = await at16('code', null);
    expect([...errors.keys()]).toEqual(['ista', 'fista', 'alista', 'lista', 'lista-cp']);
    expect(errors.get('fista')?.[16]).toBeLessThan(errors.get('ista')?.[16] ?? NaN);
    expect(errors.get('lista')?.[16]).toBeLessThan(-20);
    expect(errors.get('lista-cp')?.[16]).toBeLessThan(-28);
    expect(errors.get('alista')?.[16]).toBeLessThan(-28);
    expect(errors.get('fista')?.[16]).toBeGreaterThan(-15);
  });

  test('use the numbers that were fitted to the noise', async () => {
    const networks = await openSparseCodeNetworks(modelsFolder);
    const errors = await at16('code', 20);
    for (const id of ['alista', 'lista', 'lista-cp']) {
      const clean = networks.contestants('code', null).find((network) => network.id === id);
      const fitted = networks.contestants('code', 21).find((network) => network.id === id);
      const data = new Float32Array(networks.dictionary.outputSize).fill(0.1);
      const [a, b] = [clean, fitted].map((network) => {
        const solver = network?.start(data);
        for (let step = 0; step < 16; step++) solver?.step();
        return solver?.solution();
      });
      expect(a).not.toEqual(b);
      expect(errors.get(id)?.[16]).toBeLessThan(-8);
    }
  });

  test('come near the lasso’s solution, FISTA in the end nearer', async () => {
    const errors = await at16('lasso', null);
    const fista = errors.get('fista') ?? [];
    expect([...errors.keys()]).toContain('lista-unsupervised');
    for (const [id, error] of errors) {
      if (id === 'ista' || id === 'fista') continue;
      expect(error[16]).toBeLessThan((fista[16] ?? NaN) - 2);
      expect(error[16]).toBeGreaterThan(fista[64] ?? NaN);
    }
  });

  test('are no networks for images', async () => {
    expect((await findModels([modelsFolder])).map(({ name }) => name)).not.toContain('lista');
  });
});

describe('damaged networks', () => {
  let folder: string;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ folder, remove } = await temporaryFolder());
    await cp(join(modelsFolder, 'lista'), join(folder, 'lista'), { recursive: true });
  });
  afterEach(() => remove());

  test('are named in one line', async () => {
    const path = join(folder, 'lista', 'weights.safetensors');
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, 1000));
    await expect(openSparseCodeNetworks(folder)).rejects.toThrow(/damaged: its SHA-256 differs/);
    await expect(openSparseCodeNetworks(join(folder, 'nowhere'))).rejects.toThrow(/cannot be read/);
  });
});
