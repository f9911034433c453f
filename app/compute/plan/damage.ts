import type { BlurEstimate } from '../estimate/blur.ts';
import type { NoiseEstimate } from '../estimate/noise.ts';

/** What was measured of a photograph's damage. */
export interface Damage extends NoiseEstimate, BlurEstimate {
  /** By how much it was enlarged; 1 without a trace of that, null where it is too small to tell. */
  readonly enlarged: number | null;
  /** Of the file, 1 to 100; null where it is no JPEG. */
  readonly jpegQuality: number | null;
}
