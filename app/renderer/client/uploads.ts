import { z } from 'zod';
import { errorBody } from '../../contract/images.ts';
import type { FileRef } from '../../contract/index.ts';
import { maskCellsPath, masksPath, uploadPath } from '../../contract/routes.ts';
import { SparseMask } from '../mask/sparseMask.ts';
import { ServiceError } from './serviceError.ts';

const uploadAnswer = z.object({ upload: z.string() });
const maskAnswer = z.object({ image: z.string() });

/** What the state needs of the pixel routes besides reading them. */
export interface Uploads {
  /** Hands a file's bytes to the machine's side. */
  file(blob: Blob, name: string): Promise<FileRef>;
  /** Hands over the cells of a mask; resolves to its image id. */
  mask(cells: Blob, width: number, height: number): Promise<string>;
  /** Fetches a mask of the session. */
  readMask(mask: string, size: { readonly width: number; readonly height: number }): Promise<SparseMask>;
}

/** Uploads by POST. A Blob, never an array: arrays are copied several times on the way. */
export const httpUploads: Uploads = {
  async file(blob, name) {
    const { upload } = uploadAnswer.parse(await post(uploadPath(name), blob, name));
    return { kind: 'upload', upload, name };
  },
  async mask(cells, width, height) {
    return maskAnswer.parse(await post(masksPath(width, height), cells, 'mask')).image;
  },
  async readMask(mask, { width, height }) {
    const response = await fetch(maskCellsPath(mask));
    if (!response.ok)
      throw new ServiceError({
        code: 'user',
        problem: 'the mask could not be read',
        remedy: 'import it again',
      });
    return SparseMask.decode(width, height, await response.arrayBuffer());
  },
};

async function post(path: string, body: Blob, name: string): Promise<unknown> {
  const response = await fetch(path, { method: 'POST', body }).catch(() => null);
  if (response?.ok) return response.json();
  const told = errorBody.safeParse(await response?.json().catch(() => null));
  throw new ServiceError(
    told.success
      ? told.data
      : {
          code: 'user',
          where: name,
          problem: 'could not be sent to the app',
          remedy: 'check that it still runs and that the file can be read',
        },
  );
}
