import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { UserFacingError } from '../../compute/errors.ts';
import type { Event, Services } from '../../contract/index.ts';
import { socketPath } from '../../contract/routes.ts';
import { errorLine, toErrorBody } from '../errorBody.ts';
import { serve } from '../transport/serve.ts';
import { maxMessageBytes, webSocketPort } from '../transport/webSocket.ts';
import { sendWebResponse, toWebRequest } from './adapt.ts';
import { Gate } from './gate.ts';
import { lockedPage } from './headers.ts';
import { serveFile } from './staticFiles.ts';

export interface HouseToServe {
  readonly services: Services;
  readonly onEvent: (listener: (event: Event) => void) => () => void;
  readonly pixelRoute: (request: Request) => Promise<Response | null>;
}

export interface RunningServer {
  /** Opens the app in a browser, once. */
  readonly address: string;
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Serves the app to browsers on this machine.
 * @param options.port 0 for any free one
 * @param options.files the built window
 * @throws UserFacingError where the port is taken
 */
export async function startHttpServer(
  house: HouseToServe,
  options: { readonly port: number; readonly files: string },
): Promise<RunningServer> {
  const server = createServer({ requestTimeout: 0 });
  await listen(server, options.port);
  const gate = new Gate((server.address() as AddressInfo).port);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<Response> {
    const method = incoming.method ?? 'GET';
    const reads = method === 'GET' || method === 'HEAD';
    const refusal = gate.refusal(incoming.headers, !reads);
    if (refusal !== null) return text(refusal.status, refusal.reason);
    if (!reads && method !== 'POST')
      return text(405, 'this cannot be done here', { Allow: 'GET, HEAD, POST' });
    if (incoming.url?.startsWith('/') !== true) return text(400, 'this is no address of this server');
    const request = toWebRequest(incoming, response, gate.origin);
    const url = new URL(request.url);
    if (!gate.hasCookie(incoming.headers)) return enter(method, url);
    if (url.pathname === '/' && url.searchParams.has('token')) return redirect();
    const pixels = await house.pixelRoute(request);
    if (pixels !== null) return pixels;
    const file = reads ? await serveFile(options.files, url.pathname) : null;
    return file ?? text(404, 'there is nothing at this address');
  }

  function enter(method: string, url: URL): Response {
    const token = url.searchParams.get('token');
    const cookie = method === 'GET' && token !== null ? gate.exchange(token) : null;
    if (cookie !== null) return redirect({ 'Set-Cookie': cookie });
    return new Response(lockedPage, {
      status: 403,
      headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
    });
  }

  server.on('request', (incoming, response) => {
    answer(incoming, response)
      .catch((error: unknown) => {
        const body = toErrorBody(error);
        return text(body.code === 'user' ? 400 : 500, errorLine(body));
      })
      .then((reply) => sendWebResponse(reply, response))
      .catch(() => response.destroy());
  });

  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = gate.refusal(incoming.headers, true);
    if (refusal !== null) refuse(socket, refusal.status, refusal.reason);
    else if (!gate.hasCookie(incoming.headers)) refuse(socket, 403, 'the key is missing');
    else if (incoming.url !== socketPath) refuse(socket, 404, 'there is nothing at this address');
    else
      sockets.handleUpgrade(incoming, socket, head, (webSocket) =>
        serve(house.services, house.onEvent, webSocketPort(webSocket)),
      );
  });

  return {
    address: gate.openingAddress(),
    origin: gate.origin,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      const problem = taken ? 'another program uses this port' : `the port cannot be used (${error.message})`;
      reject(new UserFacingError(problem, 'choose another one, or none for any free port', `port ${port}`));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

const text = (status: number, line: string, headers: Record<string, string> = {}): Response =>
  new Response(`${line}\n`, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers },
  });

/** To the address without the token, which so stays out of the history. */
const redirect = (headers: Record<string, string> = {}): Response =>
  new Response(null, { status: 303, headers: { Location: '/', 'Cache-Control': 'no-store', ...headers } });

function refuse(socket: Duplex, status: number, reason: string): void {
  socket.on('error', () => undefined);
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(reason) + 1}\r\n\r\n${reason}\n`,
  );
}
