import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findModels } from './catalogue.ts';
import { openNetwork } from './openNetwork.ts';

const models = resolve(import.meta.dirname, '../../../../models');
/** The Lab's are no networks for images. */
const others = ['training', 'lista', 'inversion'];
const names = readdirSync(models).filter((name) => !others.includes(name));

describe.skipIf(names.length === 0)('the networks that come with the app', () => {
  test('have sound cards', async () => {
    const found = await findModels([models]);
    expect(found.map(({ name, problem }) => [name, problem])).toEqual(
      names.sort().map((name) => [name, null]),
    );
  });

  test.each(names)('%s is the file that its card describes, and runs', async (name) => {
    const [model] = (await findModels([models])).filter((found) => found.folder === join(models, name));
    if (model === undefined) throw new Error('it is no model');
    const { network } = await openNetwork(model, 'cpu');
    expect(network.level).toBe(model.card?.noise === 'none' ? null : model.card?.level);
  });
});
