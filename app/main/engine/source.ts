import type { Image } from '../../compute/image.ts';
import type { Rect } from '../../contract/index.ts';
import type { PixelFormat } from '../session/format.ts';
import { openPixelFile } from '../session/pixelFile.ts';

/** A session image with its colour and its alpha apart: no method ever sees alpha. */
export interface Source {
  readonly format: PixelFormat;
  /** The whole image. */
  readonly bounds: Rect;
  /** Colour channels: 1 or 3. */
  readonly channels: number;
  colour(rect: Rect): Promise<Image>;
  /** All bands, alpha last. */
  all(rect: Rect): Promise<Image>;
  close(): Promise<void>;
}

export async function openSource(base: string): Promise<Source> {
  const file = await openPixelFile(base);
  const { format } = file;
  const channels = format.alpha ? format.bands - 1 : format.bands;
  return {
    format,
    bounds: { x: 0, y: 0, width: format.width, height: format.height },
    channels,
    colour: async (rect) => firstChannels(await file.readRegion(rect), channels),
    all: (rect) => file.readRegion(rect),
    close: () => file.close(),
  };
}

/** A view of the first channels, which lie first in a planar image. */
export function firstChannels(image: Image, channels: number): Image {
  const data = image.data.subarray(0, image.width * image.height * channels);
  return { ...image, channels, data };
}

/** Colour and alpha in one image again. */
export function withAlpha(colour: Image, alpha: Float32Array): Image {
  const data = new Float32Array(colour.data.length + alpha.length);
  data.set(colour.data);
  data.set(alpha, colour.data.length);
  return { ...colour, channels: colour.channels + 1, data };
}
