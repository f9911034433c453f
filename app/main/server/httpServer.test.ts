import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { socketPath, uploadPath } from '../../contract/routes.ts';
import type { House } from '../services/index.ts';
import { temporaryFolder } from '../testing/folder.ts';
import { testHouse } from '../testing/house.ts';
import { writePicture } from '../testing/pictures.ts';
import { type RunningServer, startHttpServer } from './httpServer.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe('the browser door', () => {
  let folder: string;
  let remove: () => Promise<void>;
  let house: House;
  let server: RunningServer;
  let port: number;

  beforeEach(async () => {
    ({ folder, remove } = await temporaryFolder());
    await mkdir(join(folder, 'renderer/assets'), { recursive: true });
    await writeFile(join(folder, 'renderer/index.html'), '<!doctype html><title>window</title>');
    await writeFile(join(folder, 'renderer/assets/main-abc.js'), 'export {};');
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await writePicture(join(folder, 'given.png'));
    await writePicture(join(folder, 'other.png'));
    house = await testHouse(join(folder, 'user'), {
      access: 'uploads',
      filesToOpen: [{ kind: 'path', path: join(folder, 'given.png') }],
    });
    server = await startHttpServer(house, { port: 0, files: join(folder, 'renderer') });
    port = Number(new URL(server.origin).port);
  });
  afterEach(async () => {
    await server.close();
    await house.close();
    await remove();
  });

  /** As raw as it gets: `fetch` would mend paths and refuse headers. */
  function ask(
    path: string,
    headers: Record<string, string> = {},
    { method = 'GET', body = '' } = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  async function enter(): Promise<string> {
    const { pathname, search } = new URL(server.address);
    const { headers } = await ask(pathname + search);
    return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  }

  it('exchanges the token for a cookie, once', async () => {
    const { pathname, search } = new URL(server.address);
    expect(search.length).toBeGreaterThanOrEqual('?token='.length + 43);
    const first = await ask(pathname + search);
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(first.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(await ask(pathname + search)).toMatchObject({ status: 403 });
    expect((await ask(pathname + search)).headers['set-cookie']).toBeUndefined();
  });

  it('does not use the token up for a wrong one, nor for a HEAD', async () => {
    const { search } = new URL(server.address);
    expect(await ask('/?token=wrong')).toMatchObject({ status: 403 });
    expect(await ask(`/${search}`, {}, { method: 'HEAD' })).toMatchObject({ status: 403 });
    expect(await ask(`/${search}`)).toMatchObject({ status: 303 });
  });

  it('shows nothing but how to get in without the cookie', async () => {
    for (const path of ['/', '/index.html', '/assets/main-abc.js', '/pixels/x/thumbnail?side=10']) {
      const answer = await ask(path);
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('token=');
    }
    expect((await ask('/', { cookie: `pentimento-${port}=wrong` })).status).toBe(403);
  });

  it('serves the window with every guard', async () => {
    const cookie = await enter();
    const page = await ask('/', { cookie });
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>window</title>' });
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    const asset = await ask('/assets/main-abc.js', { cookie });
    expect(asset.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
    });
    expect(await ask('/', { cookie }, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect(await ask('/', { cookie, origin: server.origin }, { method: 'DELETE' })).toMatchObject({
      status: 405,
    });
  });

  it.each(['localhost', '127.0.0.1', 'evil.example', '[::1]'])('refuses the host %s', async (name) => {
    const cookie = await enter();
    expect(await ask('/', { cookie, host: name })).toMatchObject({ status: 421 });
    expect(await ask('/', { cookie, host: `${name}:1` })).toMatchObject({ status: 421 });
  });

  it.each(['null', 'http://evil.example', 'http://127.0.0.1:1', 'https://127.0.0.1'])(
    'refuses the origin %s',
    async (origin) => {
      const cookie = await enter();
      const upload = await ask(uploadPath('a.png'), { cookie, origin }, { method: 'POST', body: 'x' });
      expect(upload.status).toBe(403);
      await expect(open({ cookie, origin })).rejects.toThrow('403');
    },
  );

  it('refuses what another server on this machine asks, though the cookie goes with it', async () => {
    const cookie = await enter();
    const headers = { cookie, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' };
    expect((await ask('/', headers)).status).toBe(403);
    expect((await ask(uploadPath('a.png'), { cookie }, { method: 'POST', body: 'x' })).status).toBe(403);
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2f..%2fsecret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/%00',
    '/%',
    '//secret.txt',
    '/assets',
    '/downloads/../secret.txt',
  ])('finds nothing at %s', async (path) => {
    const answer = await ask(path, { cookie: await enter() });
    expect([400, 403, 404]).toContain(answer.status);
    expect(answer.body).not.toContain('secret\n');
    expect(answer.body).not.toBe('secret');
  });

  it('refuses an address of another server in the request line', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
    const [data] = (await once(socket, 'data')) as [Buffer];
    expect(data.toString()).toMatch(/^HTTP\/1\.1 400/);
    socket.destroy();
  });

  function open(headers: Record<string, string>, path: string = socketPath): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
      socket.on('open', () => resolve(socket));
      socket.on('error', reject);
    });
  }

  async function call(socket: WebSocket, service: string, method: string, input: unknown): Promise<unknown> {
    socket.send(JSON.stringify({ call: 1, service, method, input }));
    const [data] = (await once(socket, 'message')) as [Buffer];
    return JSON.parse(data.toString());
  }

  it('opens the socket for its own page alone', async () => {
    const cookie = await enter();
    const { origin } = server;
    await expect(open({ origin })).rejects.toThrow('403');
    await expect(open({ cookie })).rejects.toThrow('403');
    await expect(open({ cookie, origin, host: 'evil.example' })).rejects.toThrow('421');
    await expect(open({ cookie, origin }, '/elsewhere')).rejects.toThrow('404');
    (await open({ cookie, origin })).close();
  });

  it('lets no path be named but those of the command line', async () => {
    const socket = await open({ cookie: await enter(), origin: server.origin });
    const given = { kind: 'path', path: join(folder, 'given.png') };
    const other = { kind: 'path', path: join(folder, 'other.png') };
    expect(await call(socket, 'app', 'filesToOpen', {})).toMatchObject({ output: [given] });
    const opened = await call(socket, 'images', 'open', { files: [given, other] });
    expect(opened).toMatchObject({ output: [{ ok: true }, { ok: false, error: { code: 'user' } }] });
    for (const [service, method] of [
      ['methods', 'readPsf'],
      ['models', 'import'],
    ] as const)
      expect(await call(socket, service, method, { file: other })).toMatchObject({ error: { code: 'user' } });
    const image = (opened as { output: [{ image: { id: string } }] }).output[0].image.id;
    for (const destination of [
      { kind: 'file', path: join(folder, 'out.png') },
      { kind: 'folder', folder },
    ])
      expect(
        await call(socket, 'exports', 'write', { image, destination, encoding: { format: 'png' } }),
      ).toMatchObject({ error: { code: 'user' } });
    socket.close();
  });

  it('drops a client that sends too much, and serves the next', async () => {
    const headers = { cookie: await enter(), origin: server.origin };
    const greedy = await open(headers);
    greedy.send('x'.repeat(17 * 2 ** 20));
    const [code] = (await once(greedy, 'close')) as [number];
    expect(code).toBe(1009);
    const next = await open(headers);
    expect(await call(next, 'app', 'about', {})).toMatchObject({ output: { paths: false } });
    next.close();
  });

  it('takes an upload and hands out its pixels', async () => {
    const cookie = await enter();
    const { readFile } = await import('node:fs/promises');
    const bytes = await readFile(join(folder, 'other.png'));
    const response = await fetch(server.origin + uploadPath('other.png'), {
      method: 'POST',
      headers: { cookie, origin: server.origin },
      body: new Uint8Array(bytes),
    });
    expect(response.status).toBe(200);
    const { upload } = (await response.json()) as { upload: string };
    const socket = await open({ cookie, origin: server.origin });
    const files = [{ kind: 'upload', upload, name: 'other.png' }];
    const opened = await call(socket, 'images', 'open', { files });
    const { id } = (opened as { output: [{ image: { id: string } }] }).output[0].image;
    const tile = await fetch(`${server.origin}/pixels/${id}/tiles/0/0/0`, { headers: { cookie } });
    expect(tile.headers.get('x-width')).toBe('48');
    expect((await tile.arrayBuffer()).byteLength).toBe(48 * 32 * 4);
    socket.close();
  });

  it('says that a port is taken', async () => {
    await expect(startHttpServer(house, { port, files: folder })).rejects.toThrow(
      /another program uses this port/,
    );
  });
});
