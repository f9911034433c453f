import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { isOurs } from './security.ts';

/** Sent with everything: only our own code, styles and pixels, isolated from every other page. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'; " +
    "img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; " +
    "frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/**
 * Answers every request of the window: pixels by `pixelRoute`, else a file of the renderer's build.
 * Never throws; what is not there, or not below the folder, is a 404.
 */
export function createSchemeHandler(deps: {
  readonly rendererFolder: string;
  readonly pixelRoute: (request: Request) => Promise<Response | null>;
}): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!isOurs(request.url)) return plain(404, 'Not found');
    try {
      const pixels = await deps.pixelRoute(request);
      if (pixels !== null) return withHeaders(pixels);
    } catch {
      return plain(500, 'The pixels could not be read');
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET is allowed');
    return serveFile(deps.rendererFolder, new URL(request.url).pathname);
  };
}

async function serveFile(folder: string, pathname: string): Promise<Response> {
  const path = fileBelow(folder, pathname);
  const type = path === null ? undefined : types[extname(path)];
  if (path === null || type === undefined) return plain(404, 'Not found');
  try {
    return new Response(await readFile(path), { headers: { ...headers, 'content-type': type } });
  } catch {
    return plain(404, 'Not found');
  }
}

/** The file that a path names below a folder; null for one that leads out of it or is malformed. */
export function fileBelow(folder: string, pathname: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (name.includes('\0') || name.includes('\\')) return null;
  const root = normalize(folder + sep);
  const path = join(root, name === '/' ? 'index.html' : name);
  return path.startsWith(root) ? path : null;
}

function withHeaders(response: Response): Response {
  const all = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  return new Response(response.body, {
    status: response.status,
    statusText: response.statusText,
    headers: all,
  });
}

const plain = (status: number, text: string): Response =>
  new Response(text, { status, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' } });
