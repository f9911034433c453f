/** What a file is, from its first bytes; its name only serves for a notice. */
import { extname } from 'node:path';
import { UserFacingError } from '../../compute/errors.ts';

export type FileFormat = 'jpeg' | 'png' | 'tiff' | 'webp' | 'avif' | 'heic' | 'gif';

/** How many of the first bytes are looked at. */
export const sniffBytes = 256;

const formatNames: Readonly<Record<FileFormat, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  tiff: 'TIFF',
  webp: 'WebP',
  avif: 'AVIF',
  heic: 'HEIC',
  gif: 'GIF',
};

export const formatName = (format: FileFormat): string => formatNames[format];

const byExtension: Readonly<Record<string, FileFormat>> = {
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.jpe': 'jpeg',
  '.jfif': 'jpeg',
  '.png': 'png',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.webp': 'webp',
  '.avif': 'avif',
  '.heic': 'heic',
  '.heif': 'heic',
  '.gif': 'gif',
};

const rawExtensions = new Set(
  '.3fr .arw .cr2 .cr3 .crw .dng .erf .iiq .kdc .mef .mos .mrw .nef .nrw .orf .pef .raf .raw .rw2 .sr2 .srw .x3f'.split(
    ' ',
  ),
);

const starts = (head: Buffer, text: string, at = 0): boolean =>
  head.toString('latin1', at, at + text.length) === text;

const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);

/** AVIF and HEIC share a container; the brands in its first box tell them apart. */
function sniffBrands(head: Buffer): FileFormat | null {
  const end = Math.min(head.readUInt32BE(0), head.length - 3);
  const brands = [head.toString('latin1', 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(head.toString('latin1', at, at + 4));
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return brands.some((brand) => heicBrands.has(brand) || brand === 'mif1' || brand === 'msf1')
    ? 'heic'
    : null;
}

function sniffKnown(head: Buffer): FileFormat | null {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'jpeg';
  if (starts(head, '\x89PNG\r\n\x1a\n')) return 'png';
  if (starts(head, 'II*\0') || starts(head, 'MM\0*') || starts(head, 'II+\0') || starts(head, 'MM\0+'))
    return 'tiff';
  if (starts(head, 'RIFF') && starts(head, 'WEBP', 8)) return 'webp';
  if (starts(head, 'GIF87a') || starts(head, 'GIF89a')) return 'gif';
  return head.length >= 16 && starts(head, 'ftyp', 4) ? sniffBrands(head) : null;
}

/** Kinds of files that people take for pictures that can be opened. */
function nameOther(head: Buffer): string | null {
  if (starts(head, '%PDF')) return 'a PDF document';
  if (starts(head, '8BPS')) return 'a Photoshop document';
  if (starts(head, 'BM')) return 'a BMP picture';
  if (starts(head, '\0\0\0\x0cjP  ')) return 'a JPEG 2000 picture';
  if (starts(head, '\xff\x0a') || starts(head, '\0\0\0\x0cJXL ')) return 'a JPEG XL picture';
  if (starts(head, 'PK\x03\x04')) return 'a zip archive';
  if (starts(head, 'ftyp', 4)) return 'a video';
  if (/<svg[\s>]/i.test(head.toString('latin1'))) return 'an SVG drawing';
  const printable = head.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
  return printable ? 'a text file' : null;
}

/** @throws UserFacingError where the file is no picture that can be opened */
export function sniff(head: Buffer, name: string): { format: FileFormat; notices: string[] } {
  const extension = extname(name).toLowerCase();
  const remedy = 'open a JPEG, PNG, TIFF, WebP, AVIF, GIF or HEIC file';
  if (head.length === 0)
    throw new UserFacingError('the file is empty', 'copy it again from where it came', name);
  const format = sniffKnown(head);
  if (rawExtensions.has(extension) && (format === null || format === 'tiff')) {
    throw new UserFacingError('this is a camera raw file', 'develop it to a 16-bit TIFF and open that', name);
  }
  if (format === null) {
    const other = nameOther(head);
    throw new UserFacingError(other === null ? 'this is no picture file' : `this is ${other}`, remedy, name);
  }
  const named = byExtension[extension];
  const notices =
    named === undefined || named === format
      ? []
      : [`the file is named ${extension} but is a ${formatName(format)} picture`];
  return { format, notices };
}
