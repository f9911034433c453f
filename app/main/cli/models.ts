import { resolve } from 'node:path';
import type { ModelSummary } from '../../contract/index.ts';
import { findModels } from '../engine/network/catalogue.ts';
import type { Context } from './context.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { orStopped, withHouse } from './house.ts';

export function listModels(context: Context, json: boolean): Promise<ExitStatus> {
  const { terminal } = context;
  return withHouse(context, {}, async ({ services, modelFolders }, signal) => {
    const models = await orStopped(services.models.list({}), signal);
    if (json) terminal.json(await withCards(models, modelFolders));
    else if (models.length === 0)
      terminal.print('no networks yet: add one with "pentimento models import FILE.onnx"');
    else for (const model of models) terminal.print(describe(model));
    return exitStatus.done;
  });
}

export function importModel(context: Context, file: string, json: boolean): Promise<ExitStatus> {
  const { terminal } = context;
  return withHouse(context, {}, async ({ services, modelFolders }, signal) => {
    const model = await orStopped(
      services.models.import({ file: { kind: 'path', path: resolve(file) } }),
      signal,
    );
    if (json) terminal.json((await withCards([model], modelFolders))[0]);
    else terminal.print(describe(model));
    return exitStatus.done;
  });
}

async function withCards(models: readonly ModelSummary[], folders: readonly string[]) {
  const found = await findModels(folders);
  return models.map((model) => ({
    ...model,
    card: found.find(({ name }) => name === model.name)?.card ?? null,
  }));
}

function describe({ name, title, task, bytes, own, problem }: ModelSummary): string {
  const size = `${(bytes / 1e6).toFixed(1)} MB`;
  return `${name} (${task}, ${size}${own ? ', your own' : ''}): ${problem ?? title}`;
}
