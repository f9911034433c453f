/** One value in [0, 1] per pixel of a decoded picture. */
import type { Image } from '../../compute/image.ts';

/** Rec. 601 luma of grey or RGB pixels; further channels are left out. */
export function luminance({ width, height, channels, data }: Image): Float32Array {
  const size = width * height;
  if (channels < 3) return data.slice(0, size);
  const out = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    out[i] = 0.299 * (data[i] ?? 0) + 0.587 * (data[size + i] ?? 0) + 0.114 * (data[2 * size + i] ?? 0);
  }
  return out;
}
