import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { cardSchema, type Card } from './card.ts';

/** A folder with a network in it, sound or not. */
export interface ModelFolder {
  /** The folder's own name; the card's where there is a card. */
  readonly name: string;
  readonly folder: string;
  readonly card: Card | null;
  /** What is wrong with the card or its file, in one line. */
  readonly problem: string | null;
  readonly bytes: number;
}

/** Every model of every folder; of two of one name the first counts. Folders need not exist. */
export async function findModels(folders: readonly string[]): Promise<ModelFolder[]> {
  const found = new Map<string, ModelFolder>();
  for (const parent of folders)
    for (const name of await modelNames(parent)) {
      const model = await readModel(join(parent, name));
      if (!found.has(model.name)) found.set(model.name, model);
    }
  return [...found.values()];
}

async function modelNames(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const entry of entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))) {
    const files = await readdir(join(parent, entry.name)).catch(() => []);
    // Other folders, such as that of the training recipes, are no models; nor are networks for the Lab, which
    // are no image's.
    const model = files.some((file) => file === 'card.json' || file.endsWith('.onnx'));
    if (model && !files.some((file) => file.endsWith('.safetensors'))) names.push(entry.name);
  }
  return names.sort();
}

export async function readModel(folder: string): Promise<ModelFolder> {
  const broken = (problem: string): ModelFolder => ({
    name: basename(folder),
    folder,
    card: null,
    problem,
    bytes: 0,
  });
  let text: string;
  try {
    text = await readFile(join(folder, 'card.json'), 'utf8');
  } catch {
    return broken('card.json is missing or cannot be read');
  }
  let card: Card;
  try {
    card = cardSchema.parse(JSON.parse(text));
  } catch (error) {
    return broken(`card.json is wrong: ${cardProblem(error)}`);
  }
  if (card.name !== basename(folder))
    return broken(`card.json names "${card.name}", its folder "${basename(folder)}"`);
  const size = await stat(join(folder, card.file)).then(
    (status) => status.size,
    () => null,
  );
  const problem = size === null ? `${card.file} is missing` : null;
  return { name: card.name, folder, card, problem, bytes: size ?? 0 };
}

function cardProblem(error: unknown): string {
  if (!(error instanceof z.ZodError)) return 'it is no JSON';
  const [issue] = error.issues;
  return issue === undefined ? error.message : `${issue.path.join('.')}: ${issue.message}`;
}

/** SHA-256 of a file, in hexadecimal digits, in bounded memory. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
