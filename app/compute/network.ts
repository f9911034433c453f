import type { Image } from './image.ts';

/** What a network is told of the damage: the noise's standard deviation in 8-bit units, or the JPEG quality, 1–100. */
export type Level = 'noise' | 'quality';

/** exp(a + b ln σ + c ln scale), σ the noise of the data in 8-bit units. */
export type LearnedNumber = readonly [a: number, b: number, c: number];

/** A step of the unrolled splitting that a network was trained in: see `PlugAndPlaySplitting`. */
export interface LearnedStep {
  /** αₖ */
  readonly weight: LearnedNumber;
  /** σₖ in 8-bit units. */
  readonly level: LearnedNumber;
}

/** A learned map between images, whatever runs it. Compute never sees the runtime behind it. */
export interface Network {
  readonly name: string;
  /** Channels in and out: 1 or 3. */
  readonly channels: number;
  /** Output pixels per input pixel along each side. */
  readonly scale: number;
  /** What it is told besides the image, if anything. */
  readonly level: Level | null;
  /** The steps that it was trained in, where these are part of it. */
  readonly steps?: readonly LearnedStep[];
  /**
   * @param input any size; the network pads to its own multiple and crops again
   * @param level in its own units, where it is told one
   */
  run(input: Image, level?: number): Promise<Image>;
}
