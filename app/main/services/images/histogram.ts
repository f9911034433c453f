import type { Histogram } from '../../../contract/index.ts';
import { plane } from '../../../compute/image.ts';
import { openPixelFile, rowsPerBand } from '../../session/pixelFile.ts';
import { levelBase } from '../../session/pyramid.ts';
import { colourChannels } from '../../session/vipsFile.ts';
import type { ImageRecord } from '../../session/session.ts';

const bins = 256;
/** A reduced level with at least as many pixels stands for the image. */
const enoughPixels = 1e6;

/** The smallest level that still has enough pixels. */
function levelToCount({ width, height, levels }: ImageRecord['info']): number {
  for (let level = levels - 1; level > 0; level--) {
    if (Math.ceil(width / 2 ** level) * Math.ceil(height / 2 ** level) >= enoughPixels) return level;
  }
  return 0;
}

/** Counts of values in [0, 1] per colour channel; what lies beyond counts in the first or last bin. */
export async function imageHistogram({ info, base }: ImageRecord): Promise<Histogram> {
  const file = await openPixelFile(levelBase(base, levelToCount(info)));
  try {
    const { format } = file;
    const channels = Array.from({ length: colourChannels(format) }, () => new Array<number>(bins).fill(0));
    const rows = rowsPerBand(format);
    for (let y = 0; y < format.height; y += rows) {
      const height = Math.min(rows, format.height - y);
      const band = await file.readRegion({ x: 0, y, width: format.width, height });
      channels.forEach((counts, channel) => {
        for (const value of plane(band, channel)) {
          const bin = Math.min(bins - 1, Math.max(0, Math.floor(value * bins)));
          counts[bin] = (counts[bin] ?? 0) + 1;
        }
      });
    }
    return { channels };
  } finally {
    await file.close();
  }
}
