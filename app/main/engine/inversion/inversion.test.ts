import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { syntheticPicture } from '../../../compute/testing/random.ts';
import { temporaryFolder } from '../../testing/folder.ts';
import { findModels } from '../network/catalogue.ts';
import { findInverters } from './networks.ts';
import { inversion } from './run.ts';

const modelsFolder = resolve(import.meta.dirname, '../../../../models');

test('the networks that come with the app do what they were trained for, and less beyond it', async () => {
  const results = await inversion({ modelsFolder, photo: syntheticPicture(64, 64, 1), seed: 3 });
  const [trained, noisier] = results;
  if (trained === undefined || noisier === undefined) throw new Error('there are no cases');
  const of = ({ answers }: typeof trained, id: string) => {
    const found = answers.find((answer) => answer.id === id);
    if (found === undefined) throw new Error(`${id} did not answer`);
    return found;
  };
  for (const id of ['supervised', 'unsupervised']) {
    expect(of(trained, id).excess).toBeLessThan(0.2);
    expect(of(trained, id).excess).toBeGreaterThan(of(trained, 'solver').excess);
    // It was not told of the noise.
    expect(of(noisier, id).excess).toBeGreaterThan(2 * of(trained, id).excess);
    expect(of(noisier, id).psnr).toBeLessThan(of(noisier, 'solver').psnr);
  }
  expect(of(trained, 'self-supervised').excess).toBeGreaterThan(of(trained, 'supervised').excess);
  for (const { psnr } of trained.answers) expect(psnr).toBeGreaterThan(trained.dataPsnr + 1);
});

test('they are no networks for photos', async () => {
  const names = (await findModels([modelsFolder])).map(({ name }) => name);
  expect(names).not.toContain('inversion');
  expect(names).not.toContain('supervised');
});

describe('a damaged network', () => {
  let folder: string;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ folder, remove } = await temporaryFolder());
    await cp(join(modelsFolder, 'inversion'), join(folder, 'inversion'), { recursive: true });
  });
  afterEach(() => remove());

  test('is named where it was trained for something else', async () => {
    const path = join(folder, 'inversion/unsupervised/card.json');
    const card = await readFile(path, 'utf8');
    await writeFile(path, card.replace(/"blur": [\d.]+/u, '"blur": 5'));
    await expect(findInverters(folder)).rejects.toMatchObject({ where: 'unsupervised' });
  });

  test('is named where its file is another', async () => {
    await writeFile(join(folder, 'inversion/supervised/network.onnx'), 'nothing');
    const { inverters } = await findInverters(folder);
    await expect(inverters[0]?.open()).rejects.toMatchObject({ where: 'supervised' });
  });
});
