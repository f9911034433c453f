/** XMP packets are XML text; only what must change is changed (XMP specification, part 2: exif and tiff). */
const gpsAttribute = /\s+exif:GPS\w+\s*=\s*(?:"[^"]*"|'[^']*')/g;
const gpsElement = /<exif:(GPS\w+)\b[^>]*?(?:\/>|>[\s\S]*?<\/exif:\1\s*>)\s*/g;

const text = (xmp: Uint8Array): string => Buffer.from(xmp).toString('utf8');

export const xmpHasGps = (xmp: Uint8Array): boolean => /exif:GPS(?:Latitude|Longitude)/.test(text(xmp));

export function withoutGps(xmp: Uint8Array): Uint8Array {
  if (!text(xmp).includes('exif:GPS')) return xmp;
  return Buffer.from(text(xmp).replace(gpsAttribute, '').replace(gpsElement, ''));
}

/** The packet with tiff:Orientation 1, since the pixels were turned when they were read. */
export function withUprightXmp(xmp: Uint8Array): Uint8Array {
  if (!text(xmp).includes('tiff:Orientation')) return xmp;
  return Buffer.from(
    text(xmp)
      .replace(/(tiff:Orientation\s*=\s*["'])\d(["'])/g, '$11$2')
      .replace(/(<tiff:Orientation\s*>\s*)\d(\s*<)/g, '$11$2'),
  );
}
