import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { z } from 'zod';

/** A small JSON file of the user's. */
export interface UserFile<T> {
  /** What the file held at the start, or the last that was saved. */
  readonly value: () => T;
  /** Writes the new value whole or not at all, one after another. */
  save(value: T): Promise<void>;
}

/**
 * Opens a JSON file. One that is missing counts as empty; one that is broken is set aside as
 * `<path>.broken`, with a notice, and never keeps the app from starting.
 * @param fallback what stands for a missing or broken file
 */
export async function openUserFile<T>(
  path: string,
  schema: z.ZodType<T>,
  fallback: T,
  notice: (text: string) => void,
): Promise<UserFile<T>> {
  let value: T = fallback;
  let queue = Promise.resolve();

  async function read(): Promise<void> {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) return;
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) {
      value = parsed.data;
      return;
    }
    const aside = `${path}.broken`;
    // Where even this fails the folder cannot be written, and a save will say so.
    await rename(path, aside).catch(() => undefined);
    notice(`${path} could not be read and was set aside as ${aside}; the defaults are used`);
  }

  await read();

  return {
    value: () => value,
    save(next) {
      value = next;
      queue = queue
        .catch(() => undefined)
        .then(async () => {
          await mkdir(dirname(path), { recursive: true });
          await writeFileAtomic(path, `${JSON.stringify(next, null, 2)}\n`);
        });
      return queue;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
