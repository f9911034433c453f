import { basename, dirname, extname, join } from 'node:path';
import type { ConflictPolicy, Encoding, FileRef } from '../../../contract/index.ts';
import { encoding } from '../../../contract/exports.ts';
import { extensionOf, sanitiseName, stemOf } from '../exports.ts';
import type { Recipe } from './recipe.ts';
import type { Input } from './walk.ts';

/** Where results go. */
export type Placement =
  /** Into one folder, the tree below each input folder mirrored. */
  | { readonly kind: 'folder'; readonly folder: string }
  /** Beside each input. */
  | { readonly kind: 'beside' }
  /** The one result of the one input, under this very name. */
  | { readonly kind: 'file'; readonly path: string }
  /** Into one zip that the session hands out. */
  | { readonly kind: 'download' };

/** A whole batch, checked. */
export interface BatchPlan {
  readonly inputs: readonly FileRef[];
  readonly recursive: boolean;
  readonly recipe: Recipe;
  readonly mask: FileRef | null;
  readonly placement: Placement;
  /** Without a format, each file keeps its own where that can be written, else PNG. */
  readonly encoding: Omit<Encoding, 'format'> & { readonly format?: Encoding['format'] | undefined };
  readonly template: string;
  readonly conflict: ConflictPolicy;
  readonly resume: boolean;
  readonly sidecar: boolean;
  /** Path of the JSON report; in a download, its name; null for none. */
  readonly report: string | null;
  readonly seed: number;
}

/** The format of a result: the one asked for, else the input's own, else PNG. */
export function formatFor(plan: BatchPlan, inputFormat: string): Encoding['format'] {
  if (plan.encoding.format !== undefined) return plan.encoding.format;
  return isWritable(inputFormat) ? inputFormat : 'png';
}

const isWritable = (format: string): format is Encoding['format'] =>
  encoding.shape.format.safeParse(format).success;

const otherSpellings: Readonly<Partial<Record<Encoding['format'], readonly string[]>>> = {
  jpeg: ['.jpeg', '.jpe', '.jfif'],
  tiff: ['.tiff'],
};

/** The extension for a format; an input that has the format keeps its own spelling (`.JPG`, `.jpeg`). */
export function extensionFor(format: Encoding['format'], inputFormat: string, inputName: string): string {
  const own = extname(inputName);
  const spellings = [extensionOf(format), ...(otherSpellings[format] ?? [])];
  return format === inputFormat && spellings.includes(own.toLowerCase()) ? own : extensionOf(format);
}

/** The folder of an input's result; `downloads` is where results wait for their zip. */
export function folderFor(placement: Placement, input: Input, downloads: string): string {
  switch (placement.kind) {
    case 'folder':
      return join(placement.folder, input.subfolder);
    case 'beside':
      return dirname(input.path ?? '.');
    case 'file':
      return dirname(placement.path);
    case 'download':
      return join(downloads, input.subfolder);
  }
}

/** The folder whose journal tells of an input; null where none is kept. */
export function journalFolderFor(placement: Placement, input: Input): string | null {
  if (placement.kind === 'folder') return placement.folder;
  return placement.kind === 'beside' && input.path !== null ? (input.root ?? dirname(input.path)) : null;
}

/** Fills in a name template; `sanitiseName` makes it fit for every disk. */
export function fillTemplate(template: string, words: Readonly<Record<string, string>>): string {
  return sanitiseName(template.replaceAll(/\{(\w+)\}/g, (whole, word: string) => words[word] ?? whole));
}

/** Whether names depend on the result's size, which is known only at the end. */
export const namedBySize = (template: string): boolean => /\{(width|height)\}/.test(template);

export const nameOf = (input: Input): string =>
  stemOf(input.ref.kind === 'upload' ? input.ref.name : basename(input.ref.path));
