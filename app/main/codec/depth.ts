/** Sample types and transparency as a file format can hold them. */
import type { PixelFormat, SampleType } from '../session/format.ts';
import { createSamples, fullScale, type Samples } from '../session/vipsFile.ts';
import type { RowSource } from './moves.ts';

export interface Depth {
  readonly sample: SampleType;
  /** Bits in use; fewer than the sample type has for 12-bit AVIF. */
  readonly bits: 8 | 12 | 16 | 32;
}

/** Puts straight-alpha pixels onto white; the alpha band goes. */
function onWhite(samples: Samples, { bands, sample }: PixelFormat): Samples {
  const colours = bands - 1;
  const full = fullScale[sample];
  const half = sample === 'float32' ? 0 : 0.5;
  const out = createSamples(sample, (samples.length / bands) * colours);
  for (let from = 0, to = 0; from < samples.length; from += bands, to += colours) {
    const alpha = Math.min(1, Math.max(0, (samples[from + colours] ?? 0) / full));
    for (let band = 0; band < colours; band++) {
      out[to + band] = (samples[from + band] ?? 0) * alpha + full * (1 - alpha) + half;
    }
  }
  return out;
}

/** Rounds to the wanted depth; floats beyond 0…1 are clamped by integers and kept by floats. */
function toDepth(samples: Samples, from: SampleType, { sample, bits }: Depth): Samples {
  const unused = sample === 'uint16' ? 16 - bits : 0;
  if (from === sample && unused === 0) return samples;
  const out = createSamples(sample, samples.length);
  const top = sample === 'float32' ? 1 : 2 ** bits - 1;
  const scale = top / fullScale[from];
  for (let i = 0; i < samples.length; i++) {
    const value = (samples[i] ?? 0) * scale;
    // NaN fails both comparisons of the clamp and is stored as 0.
    out[i] = sample === 'float32' ? value : Math.floor(Math.min(Math.max(value + 0.5, 0), top)) << unused;
  }
  return out;
}

/** The same picture at another depth, and without transparency where `flatten` says so. */
export function atDepth(source: RowSource, depth: Depth, flatten: boolean): RowSource {
  const { format } = source;
  const flat = flatten && format.alpha;
  return {
    format: {
      ...format,
      sample: depth.sample,
      bands: flat ? format.bands - 1 : format.bands,
      alpha: format.alpha && !flat,
    },
    async *bands() {
      for await (const { y, rows, samples } of source.bands()) {
        const opaque = flat ? onWhite(samples, format) : samples;
        yield { y, rows, samples: toDepth(opaque, format.sample, depth) };
      }
    },
  };
}
