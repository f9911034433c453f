import { setImmediate } from 'node:timers/promises';
import type { Histogram } from '../../../contract/index.ts';
import { openPixelFile, rowsPerPass } from '../../session/pixelFile.ts';
import { levelBase } from '../../session/pyramid.ts';
import { colourChannels, fullScale } from '../../session/vipsFile.ts';
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
    const scale = bins / fullScale[format.sample];
    const rows = rowsPerPass(format);
    for (let y = 0; y < format.height; y += rows) {
      const height = Math.min(rows, format.height - y);
      const band = await file.readBytes({ x: 0, y, width: format.width, height });
      channels.forEach((counts, channel) => {
        for (let i = channel; i < band.length; i += format.bands) {
          const bin = Math.min(bins - 1, Math.max(0, Math.floor((band[i] ?? 0) * scale)));
          counts[bin] = (counts[bin] ?? 0) + 1;
        }
      });
      // Tiles are asked for at the same moment: they go first.
      await setImmediate();
    }
    return { channels };
  } finally {
    await file.close();
  }
}
