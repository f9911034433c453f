/** File names made of a template, fit for every file system. */
import { extname } from 'node:path';
import type { Encoding } from '../../../contract/index.ts';
import { methods } from '../../../compute/methods/registry.ts';

export interface NameParts {
  /** The opened file's name, with or without its extension. */
  readonly name: string;
  /** Methods that were run, the last one last. */
  readonly methods: readonly string[];
  /** Counts from 1. */
  readonly index: number;
  readonly width: number;
  readonly height: number;
}

const extensions: Readonly<Record<Encoding['format'], string>> = {
  jpeg: '.jpg',
  png: '.png',
  tiff: '.tif',
  webp: '.webp',
  avif: '.avif',
};
const longestStem = 180;
const pictureExtension = /^\.(jpe?g|jpe|jfif|png|tiff?|webp|avif|gif|hei[cf])$/i;

/** With the dot. */
export const extensionOf = (format: Encoding['format']): string => extensions[format];

/** A name without the extension of a picture file; other dots stay. */
export function stemOf(name: string): string {
  const extension = extname(name);
  return pictureExtension.test(extension) ? name.slice(0, -extension.length) : name;
}

/** What a method does; networks, which are not in the registry, go by their own name. */
function taskOf(method: string | undefined): string {
  if (method === undefined) return 'edited';
  return methods.find(({ id }) => id === method)?.task ?? method;
}

/** Leaves only what Windows, macOS and Linux all allow in a name; never empty. */
export function sanitiseName(name: string): string {
  const clean = name
    .normalize('NFC')
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    .replace(/[<>:"/\\|?*\u0000-\u001f\u007f]/g, '_')
    .slice(0, longestStem)
    .replace(/^[\s.]+|[\s.]+$/g, '');
  if (clean === '') return 'untitled';
  return /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i.test(clean) ? `_${clean}` : clean;
}

/** The name, without extension, that a template gives. Unknown placeholders stay as they are. */
export function fillTemplate(template: string, parts: NameParts): string {
  const method = parts.methods.at(-1);
  const values: Readonly<Record<string, string>> = {
    name: stemOf(parts.name),
    task: taskOf(method),
    method: method ?? 'edited',
    index: String(parts.index).padStart(4, '0'),
    width: String(parts.width),
    height: String(parts.height),
  };
  return sanitiseName(template.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole));
}
