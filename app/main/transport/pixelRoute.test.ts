import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImageId } from '../../contract/index.ts';
import {
  clipboardPath,
  maskCell,
  maskCellsPath,
  masksPath,
  thumbnailPath,
  tilePath,
  uploadPath,
} from '../../contract/routes.ts';
import { codec } from '../codec/codec.ts';
import { sharp } from '../codec/sharp.ts';
import {
  formatOf,
  greyProfile,
  temporaryFolder,
  testProfile,
  testSamples,
  writeImage,
} from '../codec/testing/pictures.ts';
import type { Metadata, SampleType } from '../session/format.ts';
import { levelCount } from '../session/pyramid.ts';
import { Session } from '../session/session.ts';
import type { Samples } from '../session/vipsFile.ts';
import { createPixelRoute } from './pixelRoute.ts';

const cleanups: (() => Promise<void>)[] = [];
let session: Session;
let folder: string;
let route: (request: Request) => Promise<Response | null>;

beforeEach(async () => {
  folder = await temporaryFolder((cleanup) => cleanups.push(cleanup));
  session = await Session.create(join(folder, 'session'));
  route = createPixelRoute({ session, codec });
});
afterEach(async () => {
  await session.close();
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function ask(path: string, init?: RequestInit): Promise<Response> {
  const response = await route(new Request(`http://127.0.0.1${path}`, init));
  if (response === null) throw new Error('not answered');
  return response;
}

async function add(
  width: number,
  height: number,
  bands: number,
  sample: SampleType,
  { samples, metadata }: { samples?: Samples; metadata?: Metadata } = {},
): Promise<{ id: ImageId; samples: Samples }> {
  const { id, base } = session.newBase();
  const format = formatOf(width, height, bands, sample);
  const pixels = samples ?? testSamples(format);
  await writeImage(base, format, pixels, metadata);
  const info = {
    id,
    name: 'a',
    width,
    height,
    channels: bands < 3 ? 1 : 3,
    alpha: format.alpha,
    depth: 8,
    format: 'png',
    profile: null,
    path: null,
    bytes: null,
    hasGps: false,
    levels: levelCount(width, height),
    notices: [],
  } as const;
  session.add({ info: { ...info, notices: [] }, base, format, kind: 'original', origin: id, lineage: [] });
  return { id, samples: pixels };
}

const bytesOf = async (response: Response): Promise<Uint8Array> =>
  new Uint8Array(await response.arrayBuffer());

describe('tiles', () => {
  it('are the pixels as RGBA, smaller at the edges', async () => {
    const { id, samples } = await add(700, 530, 3, 'uint8');
    const response = await ask(tilePath(id, 0, 1, 1));
    expect(response.status).toBe(200);
    expect(response.headers.get('x-width')).toBe('188');
    expect(response.headers.get('x-height')).toBe('18');
    const tile = await bytesOf(response);
    expect(tile.length).toBe(188 * 18 * 4);
    for (let y = 0; y < 18; y++) {
      for (let x = 0; x < 188; x++) {
        const from = ((512 + y) * 700 + 512 + x) * 3;
        const to = (y * 188 + x) * 4;
        expect(tile[to]).toBe(samples[from]);
        expect(tile[to + 2]).toBe(samples[from + 2]);
        expect(tile[to + 3]).toBe(255);
      }
    }
    expect((await ask(tilePath(id, 1, 0, 0))).headers.get('x-width')).toBe('350');
  });

  it('repeat grey, keep alpha, round 16 bits and clamp floats', async () => {
    const grey = await add(2, 1, 2, 'uint16', { samples: Uint16Array.of(65535, 0, 385, 257) });
    expect(Array.from(await bytesOf(await ask(tilePath(grey.id, 0, 0, 0))))).toEqual([
      255, 255, 255, 0, 1, 1, 1, 1,
    ]);
    const float = await add(2, 1, 3, 'float32', { samples: Float32Array.of(-1, 2, 0.5, 0.1, 0, 1) });
    expect(Array.from(await bytesOf(await ask(tilePath(float.id, 0, 0, 0))))).toEqual([
      0, 255, 128, 255, 26, 0, 255, 255,
    ]);
  });

  it('of wide gamut are converted as lcms does it, for any depth', async () => {
    const icc = await testProfile('p3');
    const samples = Uint8Array.of(200, 100, 50, 0, 255, 0, 128, 128, 128, 255, 255, 255);
    const { id } = await add(2, 2, 3, 'uint8', { samples, metadata: { icc } });
    const tile = await bytesOf(await ask(tilePath(id, 0, 0, 0)));
    expect(Array.from(tile.slice(0, 3))).not.toEqual([200, 100, 50]);
    // The very pixels and the profile in a file, converted by sharp itself.
    const path = join(folder, 'p3.png');
    const source = session.get(id).base;
    const encoding = { format: 'png', quality: 100, depth: 'source', stripGps: false } as const;
    await codec.encode({
      source,
      metadataFrom: source,
      sourceDepth: 8,
      geometry: null,
      encoding,
      target: path,
    });
    const expected = await sharp(path).toColourspace('srgb').raw().toBuffer();
    for (let pixel = 0; pixel < 4; pixel++) {
      for (let band = 0; band < 3; band++) {
        const difference = Math.abs((tile[pixel * 4 + band] ?? 0) - (expected[pixel * 3 + band] ?? 0));
        expect(difference).toBeLessThanOrEqual(1);
      }
    }
    const floats = Float32Array.from(samples, (value) => value / 255);
    const float = await add(2, 2, 3, 'float32', { samples: floats, metadata: { icc } });
    const fine = await bytesOf(await ask(tilePath(float.id, 0, 0, 0)));
    for (let i = 0; i < 16; i++) expect(Math.abs((fine[i] ?? 0) - (tile[i] ?? 0))).toBeLessThanOrEqual(1);
  });

  it('of sRGB and of grey with a profile', async () => {
    const srgb = await add(1, 1, 3, 'uint8', {
      samples: Uint8Array.of(200, 100, 50),
      metadata: { icc: await testProfile('srgb') },
    });
    expect(Array.from((await bytesOf(await ask(tilePath(srgb.id, 0, 0, 0)))).slice(0, 3))).toEqual([
      200, 100, 50,
    ]);
    const grey = await add(1, 1, 1, 'uint8', {
      samples: Uint8Array.of(128),
      metadata: { icc: greyProfile(1) },
    });
    const [value] = await bytesOf(await ask(tilePath(grey.id, 0, 0, 0)));
    // Linear 0.502 is 188 in sRGB.
    expect(Math.abs((value ?? 0) - 188)).toBeLessThanOrEqual(1);
  });

  it('may be kept for ever', async () => {
    const { id } = await add(4, 4, 3, 'uint8');
    const first = await ask(tilePath(id, 0, 0, 0));
    expect(first.headers.get('cache-control')).toContain('immutable');
    const again = await ask(tilePath(id, 0, 0, 0), {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });

  it('that are not there are told of in one line', async () => {
    const { id } = await add(4, 4, 3, 'uint8');
    for (const path of [
      tilePath('nothing', 0, 0, 0),
      tilePath(id, 1, 0, 0),
      tilePath(id, 0, 1, 0),
      `/pixels/${id}/tiles/0/-1/0`,
      `/pixels/${id}/../../etc/passwd`,
      '/masks/none',
      '/downloads/none',
    ]) {
      const response = await route(new Request(`http://127.0.0.1${path}`));
      if (response === null) continue;
      expect(response.status).toBe(404);
      expect((await response.text()).trim()).not.toContain('\n');
    }
    expect(await route(new Request('http://127.0.0.1/index.html'))).toBeNull();
    expect((await ask(tilePath(id, 0, 0, 0), { method: 'PUT' })).status).toBe(405);
  });
});

describe('other views', () => {
  it('a thumbnail is a small WebP', async () => {
    const { id } = await add(1300, 650, 4, 'uint16');
    const response = await ask(thumbnailPath(id, 200));
    expect(response.headers.get('content-type')).toBe('image/webp');
    expect(await sharp(await bytesOf(response)).metadata()).toMatchObject({
      format: 'webp',
      width: 200,
      height: 100,
    });
    expect((await ask(thumbnailPath(id, 0))).status).toBe(400);
  });

  it('the clipboard gets the turned and cropped picture in sRGB', async () => {
    const samples = Uint8Array.of(200, 100, 50, 10, 20, 30);
    const { id } = await add(2, 1, 3, 'uint8', { samples, metadata: { icc: await testProfile('p3') } });
    const geometry = {
      mirror: false,
      quarterTurns: 1,
      straighten: 0,
      crop: { x: 0, y: 0, width: 1, height: 1 },
    };
    const response = await ask(clipboardPath(id, JSON.stringify(geometry)));
    const png = sharp(await bytesOf(response));
    expect((await png.metadata()).hasProfile).toBe(false);
    const tile = await bytesOf(await ask(tilePath(id, 0, 0, 0)));
    const raw = await png.raw().toBuffer();
    for (let band = 0; band < 3; band++)
      expect(Math.abs((raw[band] ?? 0) - (tile[band] ?? 0))).toBeLessThanOrEqual(1);
    expect((await ask(clipboardPath(id, '{'))).status).toBe(400);
    expect((await ask(clipboardPath(id, '{"mirror":1}'))).status).toBe(400);
    const beyond = { ...geometry, crop: { x: 0, y: 0, width: 9, height: 9 } };
    expect((await ask(clipboardPath(id, JSON.stringify(beyond)))).status).toBe(400);
  });
});

describe('masks', () => {
  const cell = (column: number, row: number, fill: (index: number) => number): Buffer => {
    const out = Buffer.alloc(8 + maskCell * maskCell);
    out.writeUInt32LE(column, 0);
    out.writeUInt32LE(row, 4);
    for (let i = 0; i < maskCell * maskCell; i++) out[8 + i] = fill(i);
    return out;
  };
  const post = (width: number, height: number, body: Buffer) =>
    ask(masksPath(width, height), { method: 'POST', body: new Blob([new Uint8Array(body)]) });

  it('come back cell by cell, without the empty ones', async () => {
    await add(600, 300, 3, 'uint8');
    const inside = cell(0, 0, (index) => index % 251);
    const edge = cell(2, 1, (index) =>
      index % maskCell < 600 - 512 && index / maskCell < 300 - 256 ? 255 : 0,
    );
    const response = await post(600, 300, Buffer.concat([edge, cell(1, 0, () => 0), inside]));
    expect(response.status).toBe(200);
    const { image } = (await response.json()) as { image: string };
    expect(session.get(image)).toMatchObject({ kind: 'mask', info: { width: 600, height: 300 } });
    const back = Buffer.from(await bytesOf(await ask(maskCellsPath(image))));
    expect(back.equals(Buffer.concat([inside, edge]))).toBe(true);
  });

  it('that do not fit are refused', async () => {
    await add(600, 300, 3, 'uint8');
    expect((await post(601, 300, Buffer.alloc(0))).status).toBe(400);
    expect((await post(600, 300, Buffer.alloc(100))).status).toBe(400);
    expect(
      (
        await post(
          600,
          300,
          cell(3, 0, () => 1),
        )
      ).status,
    ).toBe(400);
    expect((await ask('/masks?width=x', { method: 'POST' })).status).toBe(400);
    expect((await post(600, 300, Buffer.alloc(0))).status).toBe(200);
  });
});

it('files go in and come out once', async () => {
  const up = await ask(uploadPath('foto ü.jpg'), { method: 'POST', body: new Blob(['picture']) });
  const { upload } = (await up.json()) as { upload: string };
  const file = session.resolveFile({ kind: 'upload', upload, name: 'foto ü.jpg' });
  expect(await readFile(file.path, 'utf8')).toBe('picture');
  const path = join(session.folder, 'result');
  await writeFile(path, 'result');
  const url = session.addDownload(path, 'foto ü.png');
  const down = await ask(url);
  expect(down.headers.get('content-disposition')).toBe(
    'attachment; filename="foto _.png"; filename*=UTF-8\'\'foto%20%C3%BC.png',
  );
  expect(await down.text()).toBe('result');
  expect((await ask(url)).status).toBe(404);
});
