/**
 * A photograph of 100 megapixels: opened, looked at tile by tile, denoised and exported, with the peak
 * memory of each process. Exit status 1 when the engine holds 3 GB or more.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { PeakMemory } from './processTree.ts';
import { startServer } from './server.ts';

const folder = await mkdtemp(join(tmpdir(), 'pentimento-bench-'));
const path = join(folder, 'large.jpg');
const methods = ['gaussian-denoise', 'tv-denoise'];
const [width, height] = [12_000, 8_400];
// A photograph enlarged and made noisy: sharp's noise is in the picture, not a flat plane.
await sharp('resources/samples/coffee-noisy.png', { limitInputPixels: false })
  .resize(width, height, { fit: 'fill' })
  .jpeg({ quality: 92 })
  .toFile(path);

const server = await startServer(join(folder, 'user'));
const memory = new PeakMemory(server.pid);
const clock = (from: number) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

let start = performance.now();
const image = await server.open(path);
console.log(`opened ${image.width} × ${image.height}: ${clock(start)}`);
start = performance.now();
for (let row = 0; row < 4; row++)
  for (let column = 0; column < 6; column++) await server.tile(image.id, 0, column, row);
console.log(`24 tiles at full size: ${clock(start)}`);
for (const method of methods) {
  start = performance.now();
  const result = await server.run({ image: image.id, steps: [{ method, parameters: {} }] });
  const { rms, sigmas } = result.explanation.residual ?? {};
  console.log(
    `${method}: ${clock(start)}; residual ${rms?.toFixed(2)}, in units of the noise ${sigmas?.toFixed(2)}`,
  );
  start = performance.now();
  const written = await server.services.exports.write({
    image: result.image.id,
    destination: { kind: 'download' },
    encoding: { format: 'jpeg' },
  });
  console.log(`exported ${(written.bytes / 1e6).toFixed(0)} MB of JPEG: ${clock(start)}`);
}

const peaks = memory.finish();
console.log(
  `input ${((await stat(path)).size / 1e6).toFixed(0)} MB; peak memory (MB): ${JSON.stringify(peaks)}`,
);
await server.close();
await rm(folder, { recursive: true });
process.exit((peaks.byName['engine'] ?? Infinity) < 3000 ? 0 : 1);
