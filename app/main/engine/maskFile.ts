import { UserFacingError } from '../../compute/errors.ts';
import type { Mask } from '../../compute/image.ts';
import type { Rect } from '../../contract/index.ts';
import { openPixelFile, rowsPerBand } from '../session/pixelFile.ts';
import { block, type BlockMap } from './components.ts';
import type { Source } from './source.ts';

/** A session mask: coverage from 0 (keep) to 255 (fill). */
export interface MaskFile {
  coverage(rect: Rect): Promise<Uint8Array>;
  /** 1 wherever the coverage is not 0. */
  unknown(rect: Rect): Promise<Mask>;
  /** Where anything is unknown, found in one pass in bounded memory. */
  blocks(breathe: () => Promise<void>): Promise<BlockMap>;
  close(): Promise<void>;
}

/** @throws UserFacingError where the mask is not of the image's size */
export async function openMask(base: string, { format: { width, height } }: Source): Promise<MaskFile> {
  const file = await openPixelFile(base);
  const { format } = file;
  if (format.width !== width || format.height !== height) {
    await file.close();
    throw new UserFacingError(
      `the mask is ${format.width}×${format.height}, the photo ${width}×${height}`,
      'use a mask of the same size',
    );
  }
  if (format.bands !== 1 || format.sample !== 'uint8') throw new Error('a mask must have one 8-bit band');
  const coverage = async (rect: Rect): Promise<Uint8Array> => {
    const bytes = await file.readBytes(rect);
    return bytes instanceof Uint8Array ? bytes : Uint8Array.from(bytes);
  };

  return {
    coverage,
    async unknown(rect) {
      const data = (await coverage(rect)).map((value) => (value > 0 ? 1 : 0));
      return { width: rect.width, height: rect.height, data };
    },
    async blocks(breathe) {
      const columns = Math.ceil(width / block);
      const rows = Math.ceil(height / block);
      const counts = new Uint16Array(columns * rows);
      const band = Math.min(rowsPerBand(format), 1024);
      for (let top = 0; top < height; top += band) {
        const lines = Math.min(band, height - top);
        const bytes = await coverage({ x: 0, y: top, width, height: lines });
        for (let y = 0, i = 0; y < lines; y++) {
          const row = Math.floor((top + y) / block) * columns;
          for (let x = 0; x < width; x++, i++) {
            const at = row + Math.floor(x / block);
            if (bytes[i] !== 0) counts[at] = (counts[at] ?? 0) + 1;
          }
        }
        await breathe();
      }
      const state = Uint8Array.from(counts, (count, index) => {
        const blockWidth = Math.min(block, width - (index % columns) * block);
        const blockHeight = Math.min(block, height - Math.floor(index / columns) * block);
        return count === 0 ? 0 : count < blockWidth * blockHeight ? 1 : 2;
      });
      return { columns, rows, state };
    },
    close: () => file.close(),
  };
}
