import { setImmediate } from 'node:timers/promises';
import type { Histogram } from '../../../contract/index.ts';
import { openPixelFile, rowsPerPass } from '../../session/pixelFile.ts';
import { levelBase } from '../../session/pyramid.ts';
import type { PixelFormat } from '../../session/format.ts';
import { colourChannels, fullScale, type Samples } from '../../session/vipsFile.ts';
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
    const channels = Array.from({ length: colourChannels(format) }, () => new Uint32Array(bins));
    const rows = rowsPerPass(format);
    for (let y = 0; y < format.height; y += rows) {
      const height = Math.min(rows, format.height - y);
      const band = await file.readBytes({ x: 0, y, width: format.width, height });
      channels.forEach((counts, channel) => count(band, channel, format, counts));
      // Tiles are asked for at the same moment: they go first.
      await setImmediate();
    }
    return { channels: channels.map((counts) => [...counts]) };
  } finally {
    await file.close();
  }
}

/** Counts every `bands`-th sample, from `start` on. Bytes, the commonest case, are their own bins. */
function count(samples: Samples, start: number, { bands, sample }: PixelFormat, counts: Uint32Array): void {
  if (samples instanceof Uint8Array) {
    for (let i = start; i < samples.length; i += bands) {
      const bin = samples[i] ?? 0;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return;
  }
  const scale = bins / fullScale[sample];
  for (let i = start; i < samples.length; i += bands) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((samples[i] ?? 0) * scale)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
}
