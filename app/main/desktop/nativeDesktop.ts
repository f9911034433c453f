import { stat } from 'node:fs/promises';
import { extname, isAbsolute } from 'node:path';
import type { FileFilter, OpenDialogOptions, SaveDialogOptions } from 'electron';
import { UserFacingError } from '../../compute/errors.ts';
import type { Services } from '../../contract/index.ts';

/** What the window system does for us; Electron's calls, already bound to our window. */
export interface Native {
  /** The chosen paths; none when cancelled. */
  showOpenDialog(options: OpenDialogOptions): Promise<readonly string[]>;
  /** The chosen path; null when cancelled. */
  showSaveDialog(options: SaveDialogOptions): Promise<string | null>;
  showInFolder(path: string): void;
  startDrag(path: string): void;
}

/** Endings of the pictures that can be opened. */
export const imageExtensions = [
  ...['jpg', 'jpeg', 'jpe', 'jfif', 'png', 'tif', 'tiff', 'webp', 'avif', 'gif', 'heic', 'heif'],
];

const anyFile: FileFilter = { name: 'All files', extensions: ['*'] };
const pictures: FileFilter = { name: 'Pictures', extensions: imageExtensions };

type Purpose = Parameters<Services['desktop']['chooseFiles']>[0]['purpose'];

const choices: Readonly<Record<Purpose, OpenDialogOptions>> = {
  images: {
    title: 'Open photographs',
    filters: [pictures, anyFile],
    properties: ['openFile', 'multiSelections'],
  },
  mask: { title: 'Open a mask', filters: [pictures, anyFile], properties: ['openFile'] },
  psf: {
    title: 'Open a blur kernel',
    filters: [{ name: 'Pictures and matrices', extensions: [...imageExtensions, 'json'] }, anyFile],
    properties: ['openFile'],
  },
  model: {
    title: 'Import a network',
    filters: [{ name: 'ONNX networks', extensions: ['onnx'] }],
    properties: ['openFile'],
  },
};

/** The `desktop` services of the contract by native dialogs. */
export function createNativeDesktop(native: Native): Services['desktop'] {
  return {
    chooseFiles: async ({ purpose }) =>
      (await native.showOpenDialog(choices[purpose])).map((path) => ({ kind: 'path', path })),
    chooseFolder: async () => {
      const [folder] = await native.showOpenDialog({
        title: 'Choose a folder',
        properties: ['openDirectory', 'createDirectory'],
      });
      return folder ?? null;
    },
    chooseExportFile: ({ name }) => {
      const extension = extname(name).slice(1);
      const ownKind = extension === '' ? [] : [{ name: extension.toUpperCase(), extensions: [extension] }];
      return native.showSaveDialog({
        title: 'Export',
        defaultPath: name,
        filters: [...ownKind, anyFile],
        // The system's dialog asks before an existing file is replaced.
        properties: ['showOverwriteConfirmation', 'createDirectory'],
      });
    },
    showInFolder: async ({ path }) => {
      await requireFile(path);
      native.showInFolder(path);
      return null;
    },
    dragOut: async ({ path }) => {
      await requireFile(path);
      native.startDrag(path);
      return null;
    },
  };
}

async function requireFile(path: string): Promise<void> {
  const found = isAbsolute(path) && (await stat(path).catch(() => null))?.isFile() === true;
  if (!found) throw new UserFacingError('the file is no longer there', 'export it again', path);
}
