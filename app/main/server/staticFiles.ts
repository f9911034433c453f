import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Readable } from 'node:stream';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/**
 * Serves the files of one folder; nothing outside it can be named.
 * @returns null for what is not there
 */
export async function serveFile(folder: string, pathname: string): Promise<Response | null> {
  const path = fileIn(folder, pathname === '/' ? '/index.html' : pathname);
  const info = path === null ? null : await stat(path).catch(() => null);
  if (path === null || info?.isFile() !== true) return null;
  // The build names assets by their content, so they never change.
  const hashed = pathname.startsWith('/assets/');
  return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream, {
    headers: {
      'Content-Type': types[extname(path)] ?? 'application/octet-stream',
      'Content-Length': String(info.size),
      'Cache-Control': hashed ? 'private, max-age=31536000, immutable' : 'no-cache',
    },
  });
}

function fileIn(folder: string, pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  // eslint-disable-next-line no-control-regex -- a NUL is exactly what must not pass
  if (/[\\\u0000]/.test(decoded) || decoded.split('/').some((part) => part === '..')) return null;
  const path = join(folder, decoded);
  return path.startsWith(folder + sep) ? path : null;
}
