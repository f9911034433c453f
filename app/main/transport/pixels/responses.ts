/** A session image never changes, so whatever shows it may be kept. */
const immutable = 'private, max-age=31536000, immutable';

export function line(status: number, text: string): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}

export const json = (value: unknown): Response =>
  new Response(JSON.stringify(value), {
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  });

/** Answers with bytes that never change, or with 304 where the asker has them. */
export async function cached(
  request: Request,
  tag: string,
  make: () => Promise<{ body: Uint8Array<ArrayBuffer>; headers: Record<string, string> }>,
): Promise<Response> {
  const etag = `"${tag}"`;
  const headers = { etag, 'cache-control': immutable };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  const made = await make();
  return new Response(whole(made.body), {
    headers: { ...headers, ...made.headers, 'content-length': String(made.body.byteLength) },
  });
}

/** One chunk that is sent as it is; handed to `Response` itself, it would be copied first. */
const whole = (body: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(body);
      controller.close();
    },
  });

/** A name for Content-Disposition (RFC 6266): plain for old readers, UTF-8 for the rest. */
export function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const full = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`;
}
