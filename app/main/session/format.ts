/**
 * Session images are libvips `.v` files: a 64-byte header, interleaved samples in rows from the top,
 * then an XML footer with the metadata blobs. The engine reads and writes the samples directly, sharp
 * opens the same file for export, and no copy is ever made for either.
 */
export type SampleType = 'uint8' | 'uint16' | 'float32';

export interface PixelFormat {
  readonly width: number;
  readonly height: number;
  /** 1 or 3 colour channels, plus 1 for alpha (straight, last). */
  readonly bands: number;
  readonly alpha: boolean;
  /** Full scale (1.0 in compute) is 255, 65535 or 1. */
  readonly sample: SampleType;
}

/** What travels with the pixels from the opened file to the export. */
export interface Metadata {
  readonly icc?: Uint8Array;
  readonly exif?: Uint8Array;
  readonly xmp?: Uint8Array;
  readonly iptc?: Uint8Array;
  /** Pixels per inch. */
  readonly density?: number;
}
