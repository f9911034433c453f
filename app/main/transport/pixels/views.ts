/** What the window shows of an image: display tiles, thumbnails, a copy for the clipboard. */
import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tileSize } from '../../../contract/routes.ts';
import { geometry as geometrySchema } from '../../../contract/images.ts';
import type { CodecCalls } from '../../codec/protocol.ts';
import { sharp } from '../../codec/sharp.ts';
import { openPixelFile } from '../../session/pixelFile.ts';
import { levelBase } from '../../session/pyramid.ts';
import type { ImageRecord, Session } from '../../session/session.ts';
import { forDisplay } from './display.ts';
import { cached, line } from './responses.ts';

const longestThumbnail = 2048;
const thumbnailQuality = 82;

type ProfileOf = (record: ImageRecord) => Promise<Uint8Array | null>;

/** GET `/pixels/<id>/tiles/<level>/<column>/<row>` */
export function tile(
  request: Request,
  record: ImageRecord,
  profileOf: ProfileOf,
  [level, column, row]: readonly [number, number, number],
): Promise<Response> | Response {
  const { info, base } = record;
  if (level >= info.levels) return line(404, 'there is no such level');
  const x = column * tileSize;
  const y = row * tileSize;
  const width = Math.min(tileSize, Math.ceil(info.width / 2 ** level) - x);
  const height = Math.min(tileSize, Math.ceil(info.height / 2 ** level) - y);
  if (width < 1 || height < 1) return line(404, 'there is no such tile');
  return cached(request, `${info.id}-${level}-${column}-${row}`, async () => {
    const file = await openPixelFile(levelBase(base, level));
    try {
      const samples = await file.readBytes({ x, y, width, height });
      const rgba = await forDisplay(samples, file.format, width, height, await profileOf(record));
      return {
        body: new Uint8Array(rgba.buffer as ArrayBuffer),
        headers: {
          'content-type': 'application/octet-stream',
          'x-width': String(width),
          'x-height': String(height),
        },
      };
    } finally {
      await file.close();
    }
  });
}

/** GET `/pixels/<id>/thumbnail?side=` */
export function thumbnail(
  request: Request,
  record: ImageRecord,
  profileOf: ProfileOf,
  side: number,
): Promise<Response> | Response {
  const { info, base } = record;
  if (!Number.isInteger(side) || side < 1 || side > longestThumbnail) {
    return line(400, `side must be a whole number from 1 to ${longestThumbnail}`);
  }
  let level = info.levels - 1;
  while (level > 0 && Math.max(info.width, info.height) / 2 ** level < side) level--;
  return cached(request, `${info.id}-thumbnail-${side}`, async () => {
    const file = await openPixelFile(levelBase(base, level));
    try {
      const { width, height } = file.format;
      const samples = await file.readBytes({ x: 0, y: 0, width, height });
      const rgba = await forDisplay(samples, file.format, width, height, await profileOf(record));
      const webp = await sharp(rgba, { raw: { width, height, channels: 4 } })
        .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
        .webp({ quality: thumbnailQuality })
        .toBuffer();
      return { body: new Uint8Array(webp), headers: { 'content-type': 'image/webp' } };
    } finally {
      await file.close();
    }
  });
}

/** GET `/pixels/<id>/clipboard?geometry=` */
export async function clipboard(
  record: ImageRecord,
  session: Session,
  codec: CodecCalls,
  geometryText: string | null,
): Promise<Response> {
  let asked: unknown;
  try {
    asked = geometryText === null ? null : JSON.parse(geometryText);
  } catch {
    return line(400, 'the geometry is no JSON');
  }
  const geometry = geometrySchema.nullable().safeParse(asked);
  if (!geometry.success) return line(400, 'the geometry is not valid');
  const origin = session.records().find(({ info }) => info.id === record.origin) ?? record;
  const target = join(session.folder, `clipboard-${randomBytes(8).toString('hex')}`);
  try {
    await codec.encode({
      source: record.base,
      metadataFrom: origin.base,
      sourceDepth: 8,
      geometry: geometry.data,
      encoding: { format: 'png', quality: 100, depth: '8', stripGps: true },
      convertToSrgb: true,
      target,
    });
    return new Response(new Uint8Array(await readFile(target)), {
      headers: { 'content-type': 'image/png', 'cache-control': 'no-store' },
    });
  } finally {
    await rm(target, { force: true });
  }
}
