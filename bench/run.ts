/**
 * What the app adds on top of its parts, as ratios within one run (medians of five):
 * opening, painting, the pixel route, the engine's round trip and the cost of a file in a batch.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import sharp from 'sharp';
import { chromiumLaunch } from '../e2e/chromium.ts';
import { runCli } from './processTree.ts';
import { startBrowserServer, startServer } from './server.ts';

const folder = await mkdtemp(join(tmpdir(), 'pentimento-bench-'));

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function repeat(times: number, work: (index: number) => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let index = 0; index < times; index++) values.push(await work(index));
  return median(values);
}

function show(what: string, figure: string): void {
  console.log(`${what.padEnd(64)} ${figure}`);
}

async function photograph(width: number, height: number): Promise<string> {
  const path = join(folder, `${width}x${height}.jpg`);
  await sharp('resources/samples/coffee-noisy.png')
    .resize(width, height, { fit: 'fill' })
    .jpeg({ quality: 92 })
    .toFile(path);
  return path;
}

/** The pictures on the canvas, once all of them that is in sight is drawn; null before. */
const paintedNow = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.querySelector('[data-testid="viewer"]')?.getAttribute('data-painted') ?? null);

/** From the chosen file to the first frame with all of the new photograph on the canvas. */
async function firstPaint(page: Page, path: string): Promise<number> {
  const before = await paintedNow(page);
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Control+o');
  const chosen = await chooser;
  return timed(async () => {
    await chosen.setFiles(path);
    await page.waitForFunction((old) => {
      const painted = document.querySelector('[data-testid="viewer"]')?.getAttribute('data-painted') ?? null;
      return painted !== null && painted !== old;
    }, before);
  });
}

/** Lets two frames pass, so that what a gesture asked for is drawn. */
const settle = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      }),
  );

/** Main-thread milliseconds of the page while a brush crosses half the canvas in 60 moves. */
async function strokeCost(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
  };
  const box = await page.getByTestId('viewer').boundingBox();
  if (box === null) throw new Error('no canvas');
  await page.keyboard.press('b');
  await settle(page);
  const cost = await repeat(5, async (index) => {
    const y = box.y + box.height * (0.3 + 0.08 * index);
    await page.mouse.move(box.x + box.width * 0.25, y);
    await settle(page);
    const start = await busy();
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, y + 20, { steps: 60 });
    await page.mouse.up();
    await settle(page);
    return 1000 * ((await busy()) - start);
  });
  await session.detach();
  return cost;
}

const large = await photograph(6000, 4000);
const small = await photograph(1732, 1155);

const { url, stop } = await startBrowserServer(join(folder, 'user'));
const browser = await chromium.launch(await chromiumLaunch());
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
// Keeps choosers intercepted all the time: switched on only when one is awaited, it may come too late.
page.on('filechooser', () => undefined);
await page.goto(url);
await page.getByText('Open a photo').waitFor();
await firstPaint(page, small);
const strokeSmall = await strokeCost(page);
const paints: number[] = [];
const decodes: number[] = [];
// Turn by turn, so that other work on the machine slows both down alike.
for (let turn = 0; turn < 7; turn++) {
  decodes.push(await timed(() => sharp(large).raw().toBuffer()));
  paints.push(await firstPaint(page, large));
}
const paint = median(paints);
const decode = median(decodes);
const strokeLarge = await strokeCost(page);
show(
  'open a 24-megapixel JPEG to first paint / bare decode by sharp',
  `${(paint / decode).toFixed(2)}  (${paint.toFixed(0)} ms / ${decode.toFixed(0)} ms)`,
);
show(
  'a brush stroke at 24 / at 2 megapixels, main-thread time',
  `${(strokeLarge / strokeSmall).toFixed(2)}  (${strokeLarge.toFixed(0)} ms / ${strokeSmall.toFixed(0)} ms)`,
);
await browser.close();
await stop();

const server = await startServer(join(folder, 'user'));
const image = await server.open(large);
let bytes = 0;
const tiles = await repeat(5, () =>
  timed(async () => {
    bytes = 0;
    for (let row = 0; row < 7; row++)
      for (let column = 0; column < 11; column++)
        bytes += (await server.tile(image.id, 0, column, row)).byteLength;
  }),
);
const copy = await repeat(5, () => timed(() => sharp(large).ensureAlpha().raw().toBuffer()));
show(
  'pixel route, 77 tiles at full size one after another',
  `${(bytes / 1000 / tiles).toFixed(0)} MB/s  (${(tiles / copy).toFixed(2)} × a bare decode to RGBA)`,
);
const tiny = join(folder, 'tiny.png');
await sharp({ create: { width: 32, height: 32, channels: 3, background: '#777' } })
  .png()
  .toFile(tiny);
const { id } = await server.open(tiny);
const blurred = { image: id, steps: [{ method: 'gaussian-denoise', parameters: { noise: 5 } }] };
await server.run(blurred);
const round = await repeat(15, () => timed(() => server.run(blurred)));
show('engine round trip, a 32 × 32 image, window to window', `${round.toFixed(1)} ms`);
await server.close();

const count = 200;
const inputs = join(folder, 'batch');
await mkdir(inputs);
const picture = await readFile(tiny);
for (let index = 0; index < count; index++) await writeFile(join(inputs, `${index}.png`), picture);
const restore = (input: string, out: string) =>
  runCli([
    'restore',
    input,
    '--task',
    'denoise',
    '--method',
    'gaussian-denoise',
    '--set',
    'noise=5',
    '--out',
    join(folder, out),
  ]);
const one = await restore(tiny, 'one');
const many = await restore(inputs, 'many');
const bare = await timed(async () => {
  for (let index = 0; index < count; index++)
    await sharp(await sharp(picture).raw().toBuffer(), { raw: { width: 32, height: 32, channels: 3 } })
      .png()
      .toBuffer();
});
const overhead = (1000 * (many.seconds - one.seconds)) / (count - 1);
show(
  'batch, per tiny file (decode, engine, encode, journal)',
  `${overhead.toFixed(1)} ms  (${(overhead / (bare / count)).toFixed(1)} × sharp alone)`,
);
show('command line, start to end with one tiny file', `${one.seconds.toFixed(2)} s`);

await rm(folder, { recursive: true });
