import type { Encoding } from '../../contract/index.ts';
import type { Metadata, PixelFormat } from '../session/format.ts';
import { colourChannels } from '../session/vipsFile.ts';
import { exifForExport } from './metadata/exif.ts';
import { profileChannels } from './metadata/icc.ts';
import { iptcBlock } from './metadata/iptc.ts';
import { withoutGps } from './metadata/xmp.ts';

const holdsIptc = new Set<Encoding['format']>(['jpeg', 'tiff']);

/** The original's metadata as the exported file shall carry it, and what it cannot carry. */
export function exportMetadata(
  metadata: Metadata,
  format: PixelFormat,
  encoding: Encoding,
): { metadata: Metadata; notices: string[] } {
  const { icc, exif, xmp, iptc, density } = metadata;
  const { stripGps } = encoding;
  const { width, height } = format;
  const notices: string[] = [];
  const newExif = exif === undefined ? null : exifForExport(exif, { width, height, stripGps });
  if (exif !== undefined && newExif === null) notices.push('its EXIF data are damaged and were left out');
  const iptcKept = iptc !== undefined && holdsIptc.has(encoding.format);
  if (iptc !== undefined && !iptcKept) {
    notices.push(`${encoding.format.toUpperCase()} cannot hold IPTC data: they were left out`);
  }
  return {
    metadata: {
      ...(icc !== undefined && profileChannels(icc) === colourChannels(format) ? { icc } : {}),
      ...(newExif === null ? {} : { exif: newExif }),
      ...(xmp === undefined ? {} : { xmp: stripGps ? withoutGps(xmp) : xmp }),
      ...(iptcKept ? { iptc: iptcBlock(iptc) } : {}),
      ...(density === undefined ? {} : { density }),
    },
    notices,
  };
}
