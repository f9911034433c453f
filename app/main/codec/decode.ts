/** Files of the user's into session images. */
import { copyFile, rm } from 'node:fs/promises';
import { UserFacingError } from '../../compute/errors.ts';
import type { Metadata, PixelFormat } from '../session/format.ts';
import { createPixelFile, removePixelFile } from '../session/pixelFile.ts';
import { adoptPixelFile, readPixelFile } from '../session/adopt.ts';
import { colourChannels } from '../session/vipsFile.ts';
import { describeDecodeError } from './decodeErrors.ts';
import { decodeHeic } from './heic.ts';
import { checkPixels, inspectFile, readHeader, type Header, type Inspected } from './inspect.ts';
import { withFileSource } from './metadata/byteSource.ts';
import { exifFromTiff, exifHasGps, withUprightOrientation } from './metadata/exif.ts';
import { profileChannels, profileName } from './metadata/icc.ts';
import { withUprightXmp, xmpHasGps } from './metadata/xmp.ts';
import { mendFloats, stretchToFullScale } from './mend.ts';
import type { Decoded } from './protocol.ts';
import { sharp } from './sharp.ts';

export interface DecodeInput {
  readonly path: string;
  readonly name: string;
  /** Path of the session image to be written, without `.v`. */
  readonly target: string;
  readonly maxMegapixels: number;
}

/** Colour spaces whose numbers are kept as they are. */
const keptSpaces = new Set(['srgb', 'b-w', 'rgb16', 'grey16', 'scrgb']);
/** More reduced levels than any image has. */
const mostLevels = 24;
const knownDepths = new Set(['uchar', 'ushort', 'float', 'double']);

/**
 * Decodes a picture upright, in its own sample type and colour encoding.
 * @throws UserFacingError where it cannot be
 */
export async function decodeImage(input: DecodeInput): Promise<Decoded> {
  const { path, name, target } = input;
  let file: Inspected | undefined;
  try {
    file = await inspectFile(path, name);
    // libvips takes a name that ends in brackets for a name with options.
    if (!/\]\s*$/.test(path)) return await decodeFile(input, file);
    const plain = `${target}.input`;
    await copyFile(path, plain);
    try {
      return await decodeFile({ ...input, path: plain }, file);
    } finally {
      await rm(plain, { force: true });
    }
  } catch (error) {
    await removePixelFile(target, mostLevels);
    throw describeDecodeError(error, name, file?.format ?? 'jpeg');
  }
}

async function decodeFile(input: DecodeInput, file: Inspected): Promise<Decoded> {
  const { path, name, target, maxMegapixels } = input;
  const header = await readHeader(path, name, file.format);
  checkPixels(header.autoOrient.width, header.autoOrient.height, maxMegapixels, name);
  const notices = [...file.notices];
  if (header.pages > 1) {
    notices.push(
      file.format === 'tiff' || file.format === 'heic'
        ? `only the first of ${header.pages} pictures in the file was opened`
        : `animation: only the first of ${header.pages} frames was opened`,
    );
  }
  const written =
    file.format === 'heic'
      ? await decodeHeic(input, header)
      : await decodeWithSharp(input, file, header, notices);
  const { metadata, dropped } = usableMetadata(written.metadata, written.format);
  if (dropped) notices.push('its colour profile does not fit its pixels and was left out');
  if (written.format.sample === 'float32') notices.push(...(await mendFloats(target)));
  const bits = header.bitsPerSample ?? 16;
  if (file.format === 'avif' && written.format.sample === 'uint16' && bits < 16) {
    await stretchToFullScale(target, bits);
  }
  const { levels } = await adoptPixelFile(target, written.format, metadata);
  return {
    format: written.format,
    levels,
    fileFormat: file.format,
    profile: metadata.icc === undefined ? null : profileName(metadata.icc),
    hasGps:
      (metadata.exif !== undefined && exifHasGps(metadata.exif)) ||
      (metadata.xmp !== undefined && xmpHasGps(metadata.xmp)),
    bytes: file.bytes,
    notices,
  };
}

export interface Written {
  readonly format: PixelFormat;
  readonly metadata: Metadata;
}

async function decodeWithSharp(
  { path, name, target, maxMegapixels }: DecodeInput,
  file: Inspected,
  header: Header,
  notices: string[],
): Promise<Written> {
  if (!knownDepths.has(header.depth)) {
    throw new UserFacingError(
      `its samples are of a kind that is not for pictures (${header.depth})`,
      'save it with 8 or 16 bits or as floating point',
      name,
    );
  }
  const kept = keptSpaces.has(header.space);
  const converted = !kept && header.space !== 'multiband' && header.channels >= 3;
  if (!kept && !converted) throw oddChannels(header.channels, name);
  if (kept && header.channels > (header.space.startsWith('b') || header.space.startsWith('g') ? 2 : 4)) {
    throw oddChannels(header.channels, name);
  }
  const decoder = (failOn: 'error' | 'warning'): ReturnType<typeof sharp> => {
    const image = sharp(path, {
      failOn,
      ignoreIcc: kept,
      limitInputPixels: Math.floor(maxMegapixels * 1e6),
      // Refuses nothing that the pixel limit allows, such as a TIFF in one strip.
      unlimited: file.format === 'tiff',
    })
      .autoOrient()
      .keepMetadata();
    if (!kept) return image.toColourspace(header.depth === 'ushort' ? 'rgb16' : 'srgb');
    return image.pipelineColourspace(header.space).toColourspace(header.space);
  };
  const opaque = file.format === 'gif' && header.hasAlpha && (await decoder('error').stats()).isOpaque;
  const decode = async (failOn: 'error' | 'warning'): Promise<void> => {
    const image = opaque ? decoder(failOn).removeAlpha() : decoder(failOn);
    if (header.depth === 'double') await writeDoubles(image, target);
    else await image.toFile(`${target}.v`);
  };
  try {
    await decode('warning');
  } catch {
    // Files that decoders merely grumble about are opened, and what they grumble about is told.
    await decode('error');
    notices.push('the file is damaged: parts of the picture may be wrong');
  }
  const adopted = await readWritten(target, name);
  const fromTiff = file.format === 'tiff' ? withFileSource(path, exifFromTiff) : null;
  const { icc, ...others } = adopted.metadata;
  const metadata: Metadata = {
    ...others,
    ...(icc !== undefined && kept ? { icc } : {}),
    ...(fromTiff === null ? {} : { exif: fromTiff }),
    ...(header.density === undefined ? {} : { density: header.density }),
  };
  if (converted) notices.push(conversionNotice(header));
  return { format: adopted.format, metadata };
}

function conversionNotice({ space, icc }: Header): string {
  if (space !== 'cmyk') return `its colours (${space}) were converted to sRGB`;
  return icc === undefined
    ? 'CMYK without a profile was converted to sRGB, assuming common printing inks'
    : `CMYK was converted to sRGB with its profile (${profileName(icc)})`;
}

function oddChannels(channels: number, name: string): UserFacingError {
  return new UserFacingError(
    `it has ${channels} channels that are neither grey nor colour`,
    'save it as grey or RGB, with or without transparency',
    name,
  );
}

async function writeDoubles(image: ReturnType<typeof sharp>, target: string): Promise<void> {
  const { data, info } = await image.raw({ depth: 'float' }).toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const bands = info.channels;
  const format: PixelFormat = { width, height, bands, alpha: bands % 2 === 0, sample: 'float32' };
  const writer = await createPixelFile(target, format);
  await writer.writeBytes(
    { x: 0, y: 0, width, height },
    new Float32Array(data.buffer, data.byteOffset, width * height * bands),
  );
  await writer.finish();
}

async function readWritten(target: string, name: string): Promise<Written> {
  const written = await readPixelFile(target);
  const { bands } = written.format;
  if (bands < 1 || bands > 4) throw oddChannels(bands, name);
  return written;
}

/** Metadata as it is kept: upright, and without a profile for another number of channels. */
function usableMetadata(metadata: Metadata, format: PixelFormat): { metadata: Metadata; dropped: boolean } {
  const { icc, exif, xmp, ...others } = metadata;
  const fits = icc !== undefined && profileChannels(icc) === colourChannels(format);
  return {
    metadata: {
      ...others,
      ...(fits ? { icc } : {}),
      ...(exif === undefined ? {} : { exif: withUprightOrientation(exif) }),
      ...(xmp === undefined ? {} : { xmp: withUprightXmp(xmp) }),
    },
    dropped: icc !== undefined && !fits,
  };
}
