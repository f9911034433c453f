import { securityHeaders } from '../server/headers.ts';
import { serveFile } from '../server/staticFiles.ts';
import { isOurs } from './security.ts';

/**
 * Answers every request of the window: pixels by `pixelRoute`, else a file of the renderer's build,
 * each with the headers that isolate the page. Never throws; what is not there is a 404.
 */
export function createSchemeHandler(deps: {
  readonly rendererFolder: string;
  readonly pixelRoute: (request: Request) => Promise<Response | null>;
}): (request: Request) => Promise<Response> {
  const answer = async (request: Request): Promise<Response> => {
    if (!isOurs(request.url)) return plain(404, 'Not found');
    try {
      const pixels = await deps.pixelRoute(request);
      if (pixels !== null) return pixels;
    } catch {
      return plain(500, 'The pixels could not be read');
    }
    if (request.method !== 'GET') return plain(405, 'Only GET is allowed');
    return (await serveFile(deps.rendererFolder, new URL(request.url).pathname)) ?? plain(404, 'Not found');
  };
  return async (request) => isolated(await answer(request));
}

function isolated(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(securityHeaders)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

const plain = (status: number, text: string): Response =>
  new Response(text, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
