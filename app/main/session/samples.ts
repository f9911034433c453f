/** Between interleaved samples of a file and compute's planar float32. */
import { createImage, type Image } from '../../compute/image.ts';
import type { SampleType } from './format.ts';
import { createSamples, fullScale, type Samples } from './vipsFile.ts';

/** Interleaved samples of any type to planar float32 with full scale 1. */
export function toPlanar(
  samples: Samples,
  sample: SampleType,
  width: number,
  height: number,
  bands: number,
): Image {
  const image = createImage(width, height, bands);
  const size = width * height;
  const scale = fullScale[sample];
  for (let band = 0; band < bands; band++) {
    const start = band * size;
    for (let i = 0, from = band; i < size; i++, from += bands) {
      image.data[start + i] = (samples[from] ?? 0) / scale;
    }
  }
  return image;
}

/** Planar float32 to interleaved samples; integers are rounded and clamped (NaN becomes 0), floats kept. */
export function toInterleaved(image: Image, sample: SampleType): Samples {
  const { channels, data } = image;
  const size = image.width * image.height;
  const samples = createSamples(sample, size * channels);
  const scale = fullScale[sample];
  const integer = sample !== 'float32';
  for (let band = 0; band < channels; band++) {
    const start = band * size;
    for (let i = 0, to = band; i < size; i++, to += channels) {
      const value = data[start + i] ?? 0;
      samples[to] = integer ? Math.min(Math.max(value * scale + 0.5, 0), scale) : value;
    }
  }
  return samples;
}
