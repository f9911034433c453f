import { lstat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ConflictPolicy } from '../../../contract/index.ts';
import { UserFacingError } from '../../../compute/errors.ts';

/** What is to become of one output. */
export type Claim = { readonly path: string; readonly skip: boolean };

/**
 * Hands out the output names of one batch: no two inputs ever get the same, whatever the policy,
 * and no output ever replaces an input. Case and Unicode form are ignored, as some disks do.
 */
export class Claims {
  readonly #taken = new Set<string>();
  readonly #inputs: ReadonlySet<string>;

  constructor(inputs: Iterable<string>) {
    this.#inputs = new Set([...inputs].map(normal));
  }

  /** Marks a name as used, e.g. one that an earlier run wrote. */
  take(path: string): void {
    this.#taken.add(normal(path));
  }

  /**
   * A path in `folder` for `name` + `extension`, by the policy. Call after call, not at once:
   * names then follow the order of the inputs.
   * @throws UserFacingError where the policy is `fail` and the name is in use, or would replace an input
   */
  async claim(folder: string, name: string, extension: string, policy: ConflictPolicy): Promise<Claim> {
    for (let number = 1; ; number++) {
      const path = join(folder, `${name}${number === 1 ? '' : `-${number}`}${extension}`);
      const key = normal(path);
      const ours = this.#taken.has(key);
      const input = this.#inputs.has(key);
      const there = input || (await exists(path));
      if (policy === 'fail' && (ours || there))
        throw new UserFacingError(
          ours ? 'another file of this batch already writes it' : 'it is there already',
          'change the name template or the folder, or choose another conflict policy',
          path,
        );
      if (policy === 'overwrite' && input)
        throw new UserFacingError(
          'it is one of the originals, which are never replaced',
          'change the name template or the folder',
          path,
        );
      if (policy === 'skip' && there && !ours) return { path, skip: true };
      if (ours || (there && policy === 'unique')) continue;
      this.#taken.add(key);
      return { path, skip: false };
    }
  }
}

const normal = (path: string): string => resolve(path).normalize('NFC').toLowerCase();

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
