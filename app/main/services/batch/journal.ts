import { createHash } from 'node:crypto';
import { appendFile, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';

/** In the output folder: what a batch wrote, so that a stopped one can be resumed. */
export const journalName = '.pentimento-batch.jsonl';

const line = z.object({
  recipe: z.string(),
  /** Relative to the journal's folder, so that the tree may be moved as a whole. */
  input: z.string(),
  size: z.number(),
  modified: z.number(),
  output: z.string(),
  /** Null is written before the output is, and the number once it is in place. */
  bytes: z.number().nullable(),
  at: z.number(),
});
type Line = z.infer<typeof line>;

export interface JournalKey {
  readonly path: string;
  readonly bytes: number;
  readonly modified: number;
}

/** File systems round times; the coarsest, FAT, to two seconds. */
const timeSlack = 2000;

/**
 * The record of one output folder. An input counts as finished when its output lies there with the
 * recorded size, or when the run was killed between putting it in place and recording the size.
 */
export class Journal {
  readonly #folder: string;
  readonly #recipe: string;
  readonly #lines = new Map<string, Line>();
  readonly #outputs = new Set<string>();
  #torn = false;

  private constructor(folder: string, recipe: string) {
    this.#folder = folder;
    this.#recipe = recipe;
  }

  /** @param recipe what was done, by its {@link recipeHash} */
  static async open(folder: string, recipe: string): Promise<Journal> {
    const journal = new Journal(folder, recipe);
    const text = await readFile(join(folder, journalName), 'utf8').catch(() => '');
    journal.#torn = text !== '' && !text.endsWith('\n');
    for (const row of text.split('\n')) {
      const parsed = line.safeParse(parseJson(row));
      if (parsed.success) journal.#remember(parsed.data);
    }
    return journal;
  }

  #remember(entry: Line): void {
    this.#lines.set(keyText(entry), entry);
    this.#outputs.add(resolve(this.#folder, entry.output));
  }

  /** Whether some run wrote this file, or meant to. */
  wrote(path: string): boolean {
    return this.#outputs.has(resolve(path));
  }

  /** The output of an input that this recipe finished before, unchanged since; else null. */
  async finished(input: JournalKey): Promise<{ path: string; bytes: number } | null> {
    const entry = this.#lines.get(keyText(this.#entry(input, '', null)));
    if (entry === undefined) return null;
    const path = resolve(this.#folder, entry.output);
    const found = await stat(path).catch(() => null);
    if (found === null || !found.isFile()) return null;
    // Renaming is atomic: a file that appeared after it was announced is whole.
    const whole = entry.bytes === null ? found.mtimeMs >= entry.at - timeSlack : found.size === entry.bytes;
    return whole ? { path, bytes: found.size } : null;
  }

  /** Removes what a killed run left of files it was about to write: `<output>.<random>.part`. */
  async removeParts(): Promise<void> {
    const begun = [...this.#lines.values()].filter(({ bytes }) => bytes === null);
    for (const { output } of begun) {
      const path = resolve(this.#folder, output);
      const names = await readdir(dirname(path)).catch(() => []);
      for (const name of names)
        if (name.startsWith(`${basename(path)}.`) && /\.[0-9a-f]{8}\.part$/.test(name))
          await rm(join(dirname(path), name), { force: true });
    }
  }

  /** @param bytes null before the output is written, its size once it is in place */
  async record(input: JournalKey, output: string, bytes: number | null): Promise<void> {
    const entry = this.#entry(input, relative(this.#folder, output), bytes);
    this.#remember(entry);
    // A line that a kill tore in two must not swallow this one.
    const start = this.#torn ? '\n' : '';
    this.#torn = false;
    await appendFile(join(this.#folder, journalName), `${start}${JSON.stringify(entry)}\n`);
  }

  #entry(input: JournalKey, output: string, bytes: number | null): Line {
    const { bytes: size, modified } = input;
    return {
      recipe: this.#recipe,
      input: relative(this.#folder, input.path),
      size,
      modified,
      output,
      bytes,
      at: Date.now(),
    };
  }
}

const keyText = ({ recipe, input, size, modified }: Line): string =>
  JSON.stringify([recipe, input, size, modified]);

/** A short name for everything that decides what a batch writes. */
export function recipeHash(recipe: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(recipe)))
    .digest('hex')
    .slice(0, 16);
}

/** The same value with every object's keys in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
