import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { Encoding } from '../../contract/index.ts';
import type { Placement } from '../services/batch/plan.ts';
import { WrongUsage } from './exit.ts';

const formats: Readonly<Record<string, Encoding['format']>> = {
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.png': 'png',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.webp': 'webp',
  '.avif': 'avif',
};

/** The format that a file name asks for. @throws WrongUsage for one that cannot be written */
export function formatOfName(path: string): Encoding['format'] {
  const format = formats[extname(path).toLowerCase()];
  if (format === undefined)
    throw new WrongUsage(
      'this kind of file cannot be written',
      `end the name in ${Object.keys(formats).join(', ')}`,
      path,
    );
  return format;
}

/**
 * Where results go: beside the inputs, or to `--out`, which names a file for one input and a folder
 * for several, or where it is one or has no extension.
 */
export async function placementFor(
  inputs: readonly string[],
  out: string | undefined,
  format: Encoding['format'] | undefined,
): Promise<{ placement: Placement; format: Encoding['format'] | undefined }> {
  if (out === undefined) return { placement: { kind: 'beside' }, format };
  const path = resolve(out);
  const several = inputs.length > 1 || (inputs[0] !== undefined && (await isFolder(inputs[0])));
  const folder = /[/\\]$/.test(out) || extname(out) === '' || (await isFolder(path));
  if (folder) return { placement: { kind: 'folder', folder: path }, format };
  if (several) throw new WrongUsage('names one file for several inputs', 'name a folder with --out', out);
  const named = formatOfName(out);
  if (format !== undefined && format !== named)
    throw new WrongUsage(`the name says ${named}, --format says ${format}`, 'leave one of them out', out);
  return { placement: { kind: 'file', path }, format: named };
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
