/** The addresses of `contract/routes.ts`, for the HTTP server and for Electron's own scheme alike. */
import { UserFacingError } from '../../compute/errors.ts';
import type { CodecCalls } from '../codec/protocol.ts';
import type { ImageRecord, Session } from '../session/session.ts';
import { download, upload } from './pixels/files.ts';
import { createMask, readMask } from './pixels/masks.ts';
import { createProfiles } from './pixels/profiles.ts';
import { line } from './pixels/responses.ts';
import { clipboard, thumbnail, tile } from './pixels/views.ts';

const tilePattern = /^\/pixels\/(\w+)\/tiles\/(\d{1,2})\/(\d{1,6})\/(\d{1,6})$/;
const viewPattern = /^\/pixels\/(\w+)\/(thumbnail|clipboard)$/;
const maskPattern = /^\/masks\/(\w+)$/;
const downloadPattern = /^\/downloads\/(\w+)$/;
const ours = /^\/(?:pixels|masks|uploads|downloads)(?:\/|$)/;

/** Answers the requests for pixels and files; null for every other address. */
export function createPixelRoute(deps: {
  session: Session;
  codec: CodecCalls;
}): (request: Request) => Promise<Response | null> {
  const { session, codec } = deps;
  const profileOf = createProfiles(session);

  const find = (id: string | undefined): ImageRecord | null => {
    const record = session.records().find(({ info }) => info.id === id) ?? null;
    return record?.shownAs === undefined ? record : find(record.shownAs);
  };

  async function get(request: Request, { pathname, searchParams }: URL): Promise<Response> {
    const tiles = tilePattern.exec(pathname);
    const view = viewPattern.exec(pathname);
    const mask = maskPattern.exec(pathname);
    const file = downloadPattern.exec(pathname);
    if (file?.[1] !== undefined) return download(session, file[1]);
    const record = find((tiles ?? view ?? mask)?.[1]);
    if (record === null) return line(404, 'there is no such image');
    if (tiles !== null) {
      return tile(request, record, profileOf, [Number(tiles[2]), Number(tiles[3]), Number(tiles[4])]);
    }
    if (mask !== null) return readMask(record);
    if (view?.[2] === 'thumbnail') {
      return thumbnail(request, record, profileOf, Number(searchParams.get('side') ?? ''));
    }
    return clipboard(record, session, codec, searchParams.get('geometry'));
  }

  async function post(request: Request, { pathname, searchParams }: URL): Promise<Response> {
    if (pathname === '/uploads') return upload(request, session, searchParams.get('name'));
    if (pathname !== '/masks') return line(404, 'there is no such address');
    return createMask(
      request,
      session,
      Number(searchParams.get('width')),
      Number(searchParams.get('height')),
    );
  }

  return async (request) => {
    const url = new URL(request.url);
    if (!ours.test(url.pathname)) return null;
    try {
      if (request.method === 'GET') return await get(request, url);
      if (request.method === 'POST') return await post(request, url);
      return line(405, 'only GET and POST are answered here');
    } catch (error) {
      if (error instanceof UserFacingError) return line(400, error.message);
      // An image that is closed while its tiles are read.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
        return line(404, 'there is no such image');
      }
      return line(500, error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : 'something failed');
    }
  };
}
