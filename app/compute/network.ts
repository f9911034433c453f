import type { Image } from './image.ts';

/** A learned map between images, whatever runs it. Compute never sees the runtime behind it. */
export interface Network {
  readonly name: string;
  /** Channels in and out: 1 or 3. */
  readonly channels: number;
  /** Output pixels per input pixel along each side. */
  readonly scale: number;
  /** Whether `noise` is one of its inputs. */
  readonly takesNoise: boolean;
  /**
   * @param input any size; the network pads to its own multiple and crops again
   * @param noise standard deviation in 8-bit units, where `takesNoise`
   */
  run(input: Image, noise?: number): Promise<Image>;
}
