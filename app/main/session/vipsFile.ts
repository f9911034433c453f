/** The libvips `.v` container: header and footer (libvips, "The VIPS file format", iofuncs/vips.c). */
import type { Metadata, PixelFormat, SampleType } from './format.ts';

export const headerBytes = 64;
const magic = [0xb6, 0xa6, 0xf2, 0x08] as const;

export type Samples = Uint8Array | Uint16Array | Float32Array;

export const bytesPerSample: Readonly<Record<SampleType, 1 | 2 | 4>> = { uint8: 1, uint16: 2, float32: 4 };
/** What 1.0 in compute is in the file. */
export const fullScale: Readonly<Record<SampleType, number>> = { uint8: 255, uint16: 65535, float32: 1 };

const bandFormat: Readonly<Record<SampleType, number>> = { uint8: 0, uint16: 2, float32: 6 };
/** libvips interpretation of grey and of colour images: b-w and sRGB, grey16 and rgb16, b-w and scRGB. */
const interpretation: Readonly<Record<SampleType, readonly [grey: number, colour: number]>> = {
  uint8: [1, 22],
  uint16: [26, 25],
  float32: [1, 28],
};

const millimetresPerInch = 25.4;
/** What readers assume of a file that states no resolution, in pixels per inch. */
const usualDensity = 72;

const blobNames = {
  icc: 'icc-profile-data',
  exif: 'exif-data',
  xmp: 'xmp-data',
  iptc: 'iptc-data',
} as const;

export const rowBytes = (format: PixelFormat): number =>
  format.width * format.bands * bytesPerSample[format.sample];

export const pixelBytes = (format: PixelFormat): number => format.height * rowBytes(format);

export const colourChannels = (format: PixelFormat): 1 | 3 =>
  format.bands - (format.alpha ? 1 : 0) === 1 ? 1 : 3;

/** `count` samples of zero. */
export function createSamples(sample: SampleType, count: number): Samples {
  if (sample === 'uint8') return new Uint8Array(count);
  return sample === 'uint16' ? new Uint16Array(count) : new Float32Array(count);
}

/** The samples' memory as bytes, not copied. */
export function bytesOf(samples: Samples): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

export function encodeHeader(format: PixelFormat, density = usualDensity): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.set(magic, 0);
  header.writeInt32LE(format.width, 4);
  header.writeInt32LE(format.height, 8);
  header.writeInt32LE(format.bands, 12);
  header.writeInt32LE(bandFormat[format.sample], 20);
  header.writeInt32LE(interpretation[format.sample][colourChannels(format) === 1 ? 0 : 1], 28);
  header.writeFloatLE(density / millimetresPerInch, 32);
  header.writeFloatLE(density / millimetresPerInch, 36);
  return header;
}

/** Reads the header of a session image. Throws where the file is not one. */
export function decodeHeader(header: Buffer): { format: PixelFormat; density: number } {
  const code = header.length < headerBytes ? -1 : header.readInt32LE(20);
  const sample = (['uint8', 'uint16', 'float32'] as const).find((name) => bandFormat[name] === code);
  if (sample === undefined || !magic.every((byte, index) => header[index] === byte)) {
    throw new Error('not a session image');
  }
  const bands = header.readInt32LE(12);
  return {
    format: {
      width: header.readInt32LE(4),
      height: header.readInt32LE(8),
      bands,
      alpha: bands === 2 || bands === 4,
      sample,
    },
    density: Math.round(header.readFloatLE(32) * millimetresPerInch * 1000) / 1000,
  };
}

export function encodeFooter(metadata: Metadata): Buffer {
  const fields = Object.entries(blobNames).flatMap(([key, name]) => {
    const blob = metadata[key as keyof typeof blobNames];
    if (blob === undefined || blob.length === 0) return [];
    return [`<field type="VipsBlob" name="${name}">${Buffer.from(blob).toString('base64')}</field>`];
  });
  const namespace = 'http://www.vips.ecs.soton.ac.uk//8.18.7';
  return Buffer.from(
    `<?xml version="1.0"?>\n<root xmlns="${namespace}">\n<header/>\n<meta>\n${fields.join('\n')}\n</meta>\n</root>\n`,
  );
}

export function decodeFooter(footer: string): Metadata {
  const metadata: { -readonly [K in keyof typeof blobNames]?: Uint8Array } = {};
  for (const [, name, text] of footer.matchAll(
    /<field type="VipsBlob" name="([^"]+)">([A-Za-z0-9+/=\s]*)<\/field>/g,
  )) {
    const key = (Object.keys(blobNames) as (keyof typeof blobNames)[]).find(
      (candidate) => blobNames[candidate] === name,
    );
    if (key !== undefined && text !== undefined) metadata[key] = new Uint8Array(Buffer.from(text, 'base64'));
  }
  return metadata;
}
