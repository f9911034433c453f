/** Files that come from the window and go to it. */
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Session } from '../../session/session.ts';
import { attachment, json, line } from './responses.ts';

/** POST `/uploads?name=` */
export async function upload(request: Request, session: Session, name: string | null): Promise<Response> {
  if (name === null || name === '') return line(400, 'an upload needs a name');
  return json({ upload: await session.addUpload(name, request.body) });
}

/** GET `/downloads/<id>`: the file goes with its download. */
export async function download(session: Session, id: string): Promise<Response> {
  const file = session.takeDownload(id);
  if (file === null) return line(404, 'this download was fetched already');
  const { size } = await stat(file.path);
  const stream = createReadStream(file.path);
  stream.on('close', () => void rm(file.path, { force: true }));
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(size),
      'content-disposition': attachment(file.name),
      'cache-control': 'no-store',
    },
  });
}
