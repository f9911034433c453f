import type { Encoding, Geometry } from '../../contract/index.ts';
import type { PixelFormat } from '../session/format.ts';

/** What the codec process does. It runs apart so that a hostile file can end only itself. */
export interface CodecCalls {
  /** Decodes a file into `<target>.v` and its reduced levels `<target>.1.v`, `<target>.2.v`, … */
  decode(input: { path: string; name: string; target: string; maxMegapixels: number }): Promise<Decoded>;
  /** Decodes a mask file into an 8-bit one-band `<target>.v` (255 = to be filled) with levels. */
  decodeMask(input: {
    path: string;
    name: string;
    target: string;
    width: number;
    height: number;
  }): Promise<{ format: PixelFormat; levels: number }>;
  /** Encodes a session image into `target`; the caller renames it into place. */
  encode(input: EncodeInput): Promise<{ bytes: number; width: number; height: number; notices: string[] }>;
  /** Reads a picture or JSON as a matrix of non-negative numbers. */
  readMatrix(input: {
    path: string;
    name: string;
  }): Promise<{ width: number; height: number; data: number[] }>;
}

export interface Decoded {
  readonly format: PixelFormat;
  readonly levels: number;
  /** "jpeg", "png", "tiff", "webp", "avif", "heic", "gif". */
  readonly fileFormat: string;
  readonly profile: string | null;
  readonly hasGps: boolean;
  readonly bytes: number;
  readonly notices: string[];
}

export interface EncodeInput {
  /** The session image, without `.v`. */
  readonly source: string;
  /** The session image whose metadata is kept (the original of a result); may equal `source`. */
  readonly metadataFrom: string;
  /** Bits of the original, for depth `source`: 8, 16 or 32. */
  readonly sourceDepth: 8 | 16 | 32;
  /** `crop` is already in pixels of this image. */
  readonly geometry: Geometry | null;
  readonly encoding: Encoding;
  readonly target: string;
  /** Converts the colours to sRGB and leaves the metadata out, for the clipboard. */
  readonly convertToSrgb?: boolean;
}
