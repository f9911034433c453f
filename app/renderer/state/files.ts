import type { FileRef } from '../../contract/index.ts';
import type { Desktop } from '../client/desktop.ts';
import type { Uploads } from '../client/uploads.ts';

/** A file or folder that was dropped or chosen. */
export interface Picked {
  readonly file: File;
  /** Name below the folder that was picked, with slashes; the file's name where it was picked alone. */
  readonly name: string;
}

export interface Drop {
  readonly files: readonly Picked[];
  /** Whether a folder was among what was dropped. */
  readonly folder: boolean;
}

/**
 * What was dropped. Must be called within the event: afterwards the browser forgets the entries.
 * @param desktop where folders have a path, they are named and not read
 */
export async function readDrop(transfer: DataTransfer, desktop: Desktop | null): Promise<Drop> {
  const entries = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const folder = entries.some(({ entry }) => entry?.isDirectory);
  const found = await Promise.all(
    entries.map(async ({ entry, file }) => {
      const named = file !== null && (desktop?.pathForFile(file) ?? '') !== '';
      if (entry?.isDirectory && !named) return readEntry(entry);
      return file ? [{ file, name: file.name }] : [];
    }),
  );
  return { files: found.flat(), folder };
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

async function readEntry(entry: FileSystemEntry): Promise<Picked[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ file, name: entry.fullPath.replace(/^\//, '') }];
  }
  if (!isDirectory(entry)) return [];
  const reader = entry.createReader();
  const found: Picked[] = [];
  for (;;) {
    // A directory is read in portions until one is empty.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return found;
    for (const child of portion) found.push(...(await readEntry(child)));
  }
}

/** Files of an `<input type="file">`, by their names below the chosen folder if one was chosen. */
export function pickedFrom(list: Iterable<File>): readonly Picked[] {
  return [...list].map((file) => ({ file, name: file.webkitRelativePath || file.name }));
}

/** The reference by which the machine's side knows a file: its path, or an upload of its bytes. */
export async function referTo(
  { file, name }: Picked,
  uploads: Uploads,
  desktop: Desktop | null,
): Promise<FileRef> {
  const path = desktop?.pathForFile(file) ?? '';
  return path === '' ? uploads.file(file, name) : { kind: 'path', path };
}

/** Opens the browser's file chooser; resolves to nothing chosen when it is dismissed. */
export function chooseFiles(options: {
  readonly accept: string;
  readonly multiple?: boolean;
  readonly folder?: boolean;
}): Promise<readonly Picked[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = options.accept;
    input.multiple = options.multiple ?? false;
    input.webkitdirectory = options.folder ?? false;
    input.addEventListener('change', () => resolve(pickedFrom(input.files ?? [])));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}

export const acceptImages = 'image/*,.heic,.heif,.avif,.tif,.tiff';

/** Lets the browser save what the machine's side wrote for it. */
export function saveDownload(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
