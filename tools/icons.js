/** Draws resources/icon/icon.svg in every size and packs the sizes for Windows and macOS. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';

const folder = new URL('../resources/icon/', import.meta.url);
const svg = await readFile(new URL('icon.svg', folder));

/** @param {number} size side in pixels */
const draw = (size) =>
  sharp(svg, { density: (72 * size) / 1024 })
    .resize(size, size)
    .png({ compressionLevel: 9 })
    .toBuffer();

const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** @type {Map<number, Buffer>} */
const pngs = new Map();
for (const size of sizes) pngs.set(size, await draw(size));
const png = (/** @type {number} */ size) => pngs.get(size) ?? Buffer.alloc(0);

/**
 * Windows' container: a directory of PNG files.
 * @param {number[]} contained sides up to 256
 */
function ico(contained) {
  const header = Buffer.alloc(6 + 16 * contained.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(contained.length, 4);
  let offset = header.length;
  contained.forEach((size, i) => {
    const entry = 6 + 16 * i;
    // 0 stands for 256.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(png(size).length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png(size).length;
  });
  return Buffer.concat([header, ...contained.map(png)]);
}

/**
 * macOS's container: blocks of a four-letter type, a big-endian length that counts the head, a PNG.
 * @param {[string, number][]} contained
 */
function icns(contained) {
  const block = (/** @type {string} */ type, /** @type {Buffer} */ body) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(8 + body.length, 4);
    return Buffer.concat([head, body]);
  };
  return block('icns', Buffer.concat(contained.map(([type, size]) => block(type, png(size)))));
}

await mkdir(new URL('png/', folder), { recursive: true });
for (const size of sizes.filter((side) => side <= 512))
  await writeFile(new URL(`png/${size}x${size}.png`, folder), png(size));
await writeFile(new URL('icon.png', folder), png(1024));
await writeFile(new URL('icon.ico', folder), ico([16, 24, 32, 48, 64, 128, 256]));
await writeFile(
  new URL('icon.icns', folder),
  icns([
    ['icp4', 16],
    ['icp5', 32],
    ['ic11', 32],
    ['ic12', 64],
    ['ic07', 128],
    ['ic13', 256],
    ['ic08', 256],
    ['ic14', 512],
    ['ic09', 512],
    ['ic10', 1024],
  ]),
);
