import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserFacingError } from '../../../compute/errors.ts';
import { methods } from '../../../compute/methods/registry.ts';
import { asUserFacing } from '../../processes/errors.ts';
import type { ImportInput } from '../protocol.ts';
import { hashFile } from './catalogue.ts';
import type { Card } from './card.ts';
import { probeNetwork, type Probed } from './probe.ts';
import { mostModelBytes, openNetworkFile } from './runtime.ts';

const file = 'network.onnx';

/**
 * Copies a user's ONNX file into the models folder, with a card that says what probing found. The
 * model's folder appears complete or not at all.
 * @throws UserFacingError naming the file and why it cannot be used
 */
export async function importModel(
  { path, fileName, folder }: ImportInput,
  breathe: () => Promise<void>,
): Promise<{ name: string }> {
  const part = join(folder, `.import-${randomBytes(6).toString('hex')}`);
  try {
    const { size } = await stat(path);
    if (size === 0) throw new UserFacingError('the file is empty', 'fetch it again');
    if (size > mostModelBytes)
      throw new UserFacingError('it is larger than 2 GB', 'choose a smaller network');
    await mkdir(part, { recursive: true });
    const copy = join(part, file);
    // Probed where it will lie, away from any file beside the original that it might lean on.
    await copyFile(path, copy);
    const session = await openNetworkFile(copy, 'cpu');
    let probed: Probed;
    try {
      probed = await probeNetwork(session, breathe);
    } finally {
      await session.release();
    }
    const name = await freeName(fileName, folder);
    const card = describe(name, fileName, await hashFile(copy), probed);
    await writeFile(join(part, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
    await rename(part, join(folder, name));
    return { name };
  } catch (error) {
    throw asUserFacing(error)?.at(fileName) ?? error;
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

function describe(name: string, fileName: string, sha256: string, probed: Probed): Card {
  const { scale, channels, noise } = probed;
  return {
    name,
    title: basename(fileName).replace(/\.onnx$/iu, ''),
    summary: `Your own network${scale > 1 ? `, enlarging ${scale} times` : ''}, for ${channels === 1 ? 'grey' : 'colour'} photos.`,
    task: scale > 1 ? 'upscale' : noise === 'none' ? 'restore' : 'denoise',
    reference: `imported from ${basename(fileName)}`,
    licence: 'not stated',
    file,
    level: 'noise',
    sha256,
    ...probed,
  };
}

/** A name made of the file's that no method and no model has. */
async function freeName(fileName: string, folder: string): Promise<string> {
  const words = basename(fileName)
    .replace(/\.onnx$/iu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-|-$/gu, '')
    .slice(0, 50);
  const stem = words === '' ? 'network' : words;
  const taken = new Set([...(await readdir(folder)), ...methods.map(({ id }) => id)]);
  let name = stem;
  for (let number = 2; taken.has(name); number++) name = `${stem}-${number}`;
  return name;
}
