import type { ImageId } from '../../contract/index.ts';
import type { ImageRecord } from './session.ts';

/** How the session knows a mask: one 8-bit band, which belongs to no file of the user's. */
export function maskRecord(
  { id, base }: { readonly id: ImageId; readonly base: string },
  size: { readonly name: string; readonly width: number; readonly height: number; readonly levels: number },
): ImageRecord {
  const { name, width, height, levels } = size;
  return {
    info: {
      id,
      name,
      width,
      height,
      channels: 1,
      alpha: false,
      depth: 8,
      format: 'mask',
      profile: null,
      path: null,
      bytes: null,
      hasGps: false,
      levels,
      notices: [],
    },
    base,
    format: { width, height, bands: 1, alpha: false, sample: 'uint8' },
    kind: 'mask',
    origin: id,
    lineage: [],
  };
}
