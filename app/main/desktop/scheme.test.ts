import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSchemeHandler } from './scheme.ts';

let root: string;
let handle: (request: Request) => Promise<Response>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pentimento-scheme-'));
  await mkdir(join(root, 'renderer/assets'), { recursive: true });
  await mkdir(join(root, 'renderer-secrets'));
  await writeFile(join(root, 'renderer/index.html'), '<!doctype html>');
  await writeFile(join(root, 'renderer/assets/a b.js'), 'export {}');
  await writeFile(join(root, 'secret.json'), '{}');
  await writeFile(join(root, 'renderer-secrets/secret.json'), '{}');
  handle = createSchemeHandler({
    rendererFolder: join(root, 'renderer'),
    pixelRoute: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/pixels/broken') return Promise.reject(new Error('gone'));
      return Promise.resolve(
        pathname.startsWith('/pixels/')
          ? new Response(new Uint8Array([1, 2, 3]), { status: 206, headers: { 'x-width': '1' } })
          : null,
      );
    },
  });
});
afterAll(() => rm(root, { recursive: true }));

const get = (url: string, init?: RequestInit): Promise<Response> => handle(new Request(url, init));

test('the page is served isolated and with its policy', async () => {
  for (const url of [
    'pentimento://app/',
    'pentimento://app/index.html',
    'pentimento://app/index.html?x=1#y',
  ]) {
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<!doctype html>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'/);
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  }
});

test('names are decoded', async () => {
  const response = await get('pentimento://app/assets/a%20b.js');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
});

test('pixels keep their own status and headers and get ours', async () => {
  const response = await get('pentimento://app/pixels/1');
  expect(response.status).toBe(206);
  expect(response.headers.get('x-width')).toBe('1');
  expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
});

test('a failing pixel route is an answer, not an exception', async () => {
  expect((await get('pentimento://app/pixels/broken')).status).toBe(500);
});

test('nothing outside the folder is reachable', async () => {
  for (const path of [
    '../secret.json',
    '%2e%2e/secret.json',
    '..%2fsecret.json',
    '%2e%2e%2fsecret.json',
    'assets/..%2f..%2fsecret.json',
    '..%5csecret.json',
    '..%2frenderer-secrets/secret.json',
    '%00',
    '%E0%A4%A',
    'missing.js',
    'assets',
  ])
    expect((await get(`pentimento://app/${path}`)).status, path).toBe(404);
});

test('other hosts, schemes and methods are refused', async () => {
  expect((await get('pentimento://other/index.html')).status).toBe(404);
  expect((await get('https://app/index.html')).status).toBe(404);
  expect((await get('pentimento://app/index.html', { method: 'POST' })).status).toBe(405);
});
