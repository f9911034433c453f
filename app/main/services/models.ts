import { rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserFacingError } from '../../compute/errors.ts';
import type { ModelSummary, Services } from '../../contract/index.ts';
import type { EngineCalls } from '../engine/protocol.ts';
import { findModels, type ModelFolder } from '../engine/network/catalogue.ts';
import { toErrorBody } from '../errorBody.ts';
import { asUserFacing } from '../processes/errors.ts';
import type { Session } from '../session/session.ts';

export interface ModelsDeps {
  readonly session: Session;
  readonly engine: Pick<EngineCalls, 'checkModel' | 'importModel'>;
  /** Folders that hold models, the app's own first. */
  readonly modelFolders: readonly string[];
  /** The one of them that belongs to the user. */
  readonly ownFolder: string;
}

export function createModels({ session, engine, modelFolders, ownFolder }: ModelsDeps): Services['models'] {
  /** What was found out of a model, as long as its file is the same. */
  const checked = new Map<string, string | null>();

  /** The engine loads each model by itself: one that ends the engine is the only one to blame. */
  async function problemOf({ folder, card, problem }: ModelFolder): Promise<string | null> {
    if (card === null || problem !== null) return problem;
    const { mtimeMs, size } = await stat(join(folder, card.file));
    const key = JSON.stringify([folder, mtimeMs, size, card]);
    const known = checked.get(key);
    if (known !== undefined) return known;
    const found = await engine.checkModel({ folder }).catch((error: unknown) => toErrorBody(error).problem);
    checked.set(key, found);
    return found;
  }

  async function summarise(model: ModelFolder): Promise<ModelSummary> {
    const { name, card, bytes, folder } = model;
    return {
      name,
      title: card?.title ?? name,
      task: card?.task ?? 'restore',
      problem: await problemOf(model).catch((error: unknown) => toErrorBody(error).problem),
      bytes,
      own: dirname(folder) === ownFolder,
    };
  }

  async function list(): Promise<ModelSummary[]> {
    const summaries: ModelSummary[] = [];
    for (const model of await findModels(modelFolders)) summaries.push(await summarise(model));
    return summaries;
  }

  async function find(name: string): Promise<ModelFolder> {
    const model = (await findModels(modelFolders)).find((found) => found.name === name);
    if (model === undefined)
      throw new UserFacingError('there is no such model', 'see the list of models for their names', name);
    return model;
  }

  return {
    list,
    async import({ file }) {
      const { path, name: fileName } = session.resolveFile(file);
      const { name } = await engine.importModel({ path, fileName, folder: ownFolder });
      return summarise(await find(name));
    },
    async remove({ name }) {
      const { folder } = await find(name);
      if (dirname(folder) !== ownFolder)
        throw new UserFacingError(
          'this model came with the app',
          'only imported models can be removed',
          name,
        );
      await rm(folder, { recursive: true }).catch((error: unknown) => {
        throw asUserFacing(error)?.at(name) ?? error;
      });
      return list();
    },
  };
}
