import { createImage, type Image } from '../../../compute/image.ts';
import type { Card } from './card.ts';

/** The part of a card that says how pixels become numbers. */
export type TensorFormat = Pick<Card, 'layout' | 'range' | 'noise'>;

/**
 * An image as a network wants it, with `pad` pixels added at the right and below by reflection.
 * @param sigma noise level in image units, where the format has it as a channel
 */
export function toTensor(
  image: Image,
  size: { readonly width: number; readonly height: number },
  { layout, range, noise }: TensorFormat,
  sigma: number,
): { data: Float32Array; dims: number[] } {
  const { width, height } = size;
  const channels = image.channels + (noise === 'channel' ? 1 : 0);
  const data = new Float32Array(width * height * channels);
  if (noise === 'channel') data.fill(sigma * range);
  const [pixelStep, channelStep] = layout === 'NCHW' ? [1, width * height] : [channels, 1];
  const columns = reflected(width, image.width);
  const rows = reflected(height, image.height);
  for (let channel = 0; channel < image.channels; channel++)
    for (let y = 0; y < height; y++) {
      const from = (channel * image.height + (rows[y] ?? 0)) * image.width;
      let to = channel * channelStep + y * width * pixelStep;
      for (let x = 0; x < width; x++, to += pixelStep)
        data[to] = (image.data[from + (columns[x] ?? 0)] ?? 0) * range;
    }
  return { data, dims: layout === 'NCHW' ? [1, channels, height, width] : [1, height, width, channels] };
}

/** Indices 0, 1, …, n − 1, n − 2, … up to `length`: reflection without repeating the border. */
function reflected(length: number, n: number): Int32Array {
  const period = Math.max(1, 2 * (n - 1));
  return Int32Array.from({ length }, (_, i) => {
    const phase = i % period;
    return phase < n ? phase : period - phase;
  });
}

/** The upper left `width × height` pixels of a network's answer. */
export function fromTensor(
  data: Float32Array,
  dims: { readonly width: number; readonly height: number; readonly channels: number },
  size: { readonly width: number; readonly height: number },
  { layout, range }: TensorFormat,
): Image {
  const result = createImage(size.width, size.height, dims.channels);
  const [pixelStep, channelStep] = layout === 'NCHW' ? [1, dims.width * dims.height] : [dims.channels, 1];
  for (let channel = 0, to = 0; channel < dims.channels; channel++)
    for (let y = 0; y < size.height; y++) {
      let from = channel * channelStep + y * dims.width * pixelStep;
      for (let x = 0; x < size.width; x++, to++, from += pixelStep)
        result.data[to] = (data[from] ?? 0) / range;
    }
  return result;
}
