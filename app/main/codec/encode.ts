/** Session images into files. */
import { randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserFacingError } from '../../compute/errors.ts';
import type { Encoding, Geometry } from '../../contract/index.ts';
import { describeFileError } from '../session/fileErrors.ts';
import type { Metadata, PixelFormat } from '../session/format.ts';
import {
  createPixelFile,
  openPixelFile,
  readMetadata,
  removePixelFile,
  type PixelFile,
} from '../session/pixelFile.ts';
import { levelCount } from '../session/pyramid.ts';
import { colourChannels } from '../session/vipsFile.ts';
import { atDepth, type Depth } from './depth.ts';
import { exportMetadata } from './exportMetadata.ts';
import { moved, type RowSource } from './moves.ts';
import type { EncodeInput } from './protocol.ts';
import { sharp } from './sharp.ts';
import { straighten } from './straighten.ts';
import { writeTiff } from './tiffWriter.ts';

interface Encoded {
  bytes: number;
  width: number;
  height: number;
  notices: string[];
}

const names = { jpeg: 'JPEG', png: 'PNG', tiff: 'TIFF', webp: 'WebP', avif: 'AVIF' } as const;
const mostBits = { jpeg: 8, png: 16, tiff: 32, webp: 8, avif: 12 } as const;
const longestSide = {
  jpeg: 65_500,
  png: 2 ** 31 - 1,
  tiff: 2 ** 31 - 1,
  webp: 16_383,
  avif: 65_536,
} as const;
/** From this quality on, colours are kept at full resolution. */
const fullColourQuality = 90;
/** For optimal Huffman tables libjpeg holds all coefficients: 6 bytes a pixel. */
const mostOptimisedPixels = 30e6;
const untouched: Geometry = { mirror: false, quarterTurns: 0, straighten: 0, crop: null };

/**
 * Writes a session image as a file, turned and cropped. Without edits, formats without loss give the
 * very pixels that were opened.
 * @throws UserFacingError where the format or the disk cannot hold it
 */
export async function encodeImage(input: EncodeInput): Promise<Encoded> {
  const { source, geometry, target } = input;
  const work = join(dirname(source), `export-${randomBytes(6).toString('hex')}`);
  const notices: string[] = [];
  let file: PixelFile | undefined;
  try {
    file = await openPixelFile(source);
    let moves = geometry ?? untouched;
    if (moves.straighten !== 0) {
      const { cornersEmpty } = await straighten(file, moves, `${work}-turned`);
      if (cornersEmpty) {
        const look = file.format.alpha ? 'transparent' : 'white';
        notices.push(`the straightened picture does not fill its corners: they are ${look}`);
      }
      await file.close();
      file = await openPixelFile(`${work}-turned`);
      moves = untouched;
    }
    return await write(input, moved(file, moves), work, notices);
  } catch (error) {
    await rm(target, { force: true });
    throw describeEncodeError(error, basename(target));
  } finally {
    await file?.close();
    for (const base of [work, `${work}-turned`]) await removeCarrier(base, file?.format);
  }
}

async function write(
  input: EncodeInput,
  source: RowSource,
  work: string,
  notices: string[],
): Promise<Encoded> {
  const { encoding, target, sourceDepth, metadataFrom } = input;
  const { format } = encoding;
  const { width, height } = source.format;
  checkSides(width, height, format);
  const depth = chooseDepth(encoding, sourceDepth, notices);
  const flatten = format === 'jpeg' && source.format.alpha;
  if (flatten) notices.push('JPEG cannot hold transparency: the picture was put onto white');
  const rows = atDepth(source, depth, flatten);
  const { metadata, notices: lost } = exportMetadata(await readMetadata(metadataFrom), rows.format, encoding);
  notices.push(...lost);
  const bytes =
    format === 'tiff'
      ? await writeTiff(target, rows, metadata)
      : await writeWithSharp(input, rows, metadata, depth, work);
  return { bytes, width, height, notices };
}

function checkSides(width: number, height: number, format: Encoding['format']): void {
  const most = longestSide[format];
  if (Math.max(width, height) <= most) return;
  throw new UserFacingError(
    `${names[format]} pictures have at most ${most.toLocaleString('en')} pixels a side, this one is ${width} × ${height}`,
    'export as PNG or TIFF',
  );
}

function chooseDepth({ format, depth }: Encoding, sourceDepth: 8 | 16 | 32, notices: string[]): Depth {
  const wanted = depth === 'source' ? sourceDepth : depth === 'float' ? 32 : depth === '16' ? 16 : 8;
  const bits = wanted === 8 ? 8 : Math.min(wanted, mostBits[format]);
  if (bits < wanted) {
    const had = wanted === 32 ? 'floating-point' : '16-bit';
    notices.push(`${names[format]} holds at most ${bits} bits: ${had} samples were rounded`);
  }
  if (bits === 32) return { sample: 'float32', bits };
  if (bits === 12 || bits === 16) return { sample: 'uint16', bits };
  return { sample: 'uint8', bits: 8 };
}

/** sharp reads a session image of the very samples and metadata that the file shall have. */
async function writeWithSharp(
  { encoding, target, convertToSrgb = false }: EncodeInput,
  rows: RowSource,
  metadata: Metadata,
  depth: Depth,
  work: string,
): Promise<number> {
  const { format, quality } = encoding;
  const carrier = await createPixelFile(work, rows.format, metadata, { levels: false });
  const { width } = rows.format;
  try {
    for await (const { y, rows: height, samples } of rows.bands()) {
      await carrier.writeBytes({ x: 0, y, width, height }, samples);
    }
    await carrier.finish();
  } catch (error) {
    await carrier.abandon();
    throw error;
  }
  const grey = colourChannels(rows.format) === 1;
  const space = depth.sample === 'uint8' ? (grey ? 'b-w' : 'srgb') : grey ? 'grey16' : 'rgb16';
  const opened = sharp(`${work}.v`, { ignoreIcc: !convertToSrgb, limitInputPixels: false });
  const image = convertToSrgb
    ? opened.toColourspace('srgb')
    : opened.pipelineColourspace(space).toColourspace(space).keepMetadata();
  const chromaSubsampling = quality >= fullColourQuality ? '4:4:4' : '4:2:0';
  switch (format) {
    case 'jpeg':
      image.jpeg({
        quality,
        chromaSubsampling,
        optimiseCoding: rows.format.width * rows.format.height <= mostOptimisedPixels,
      });
      break;
    case 'png':
      image.png({ compressionLevel: 6, adaptiveFiltering: true });
      break;
    case 'webp':
      image.webp({
        quality,
        lossless: quality === 100,
        exact: true,
        smartSubsample: quality >= fullColourQuality,
      });
      break;
    default:
      image.avif({
        quality,
        lossless: quality === 100,
        chromaSubsampling,
        bitdepth: depth.bits === 12 ? 12 : 8,
      });
  }
  await image.toFile(target);
  return (await stat(target)).size;
}

async function removeCarrier(base: string, format: PixelFormat | undefined): Promise<void> {
  await removePixelFile(base, format === undefined ? 1 : levelCount(format.width, format.height));
}

function describeEncodeError(error: unknown, name: string): unknown {
  const known = describeFileError(error, name);
  if (known !== null) return known;
  const message = error instanceof Error ? error.message : String(error);
  if (/no space left|ENOSPC|write error|write failed|unable to write|disc full/i.test(message)) {
    return new UserFacingError('the disk is full', 'free some space or choose another folder', name);
  }
  if (/unable to open|permission denied/i.test(message)) {
    return new UserFacingError('the file cannot be written', 'choose another folder', name);
  }
  return error;
}
