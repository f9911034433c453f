import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { contract } from '../app/contract/index.ts';
import { readSamples } from '../app/main/services/images/samples.ts';

const samplesFolder = 'resources/samples';
const iconFolder = 'resources/icon';
const pngSignature = '89504e470d0a1a0a';
const signatureAt = (file: Buffer, offset: number): string => file.toString('hex', offset, offset + 8);

test('every sample is there, named in the readme, and offered for a task that exists', async () => {
  const samples = await readSamples(samplesFolder);
  expect(samples.length).toBeGreaterThanOrEqual(4);
  const readme = await readFile(join(samplesFolder, 'README.md'), 'utf8');
  const tasks = contract.methods.list.output.element.shape.task.options;
  for (const { file, mask, task, credit } of samples) {
    expect(readme).toContain(`\`${file}\``);
    expect(tasks).toContain(task);
    expect(credit).toMatch(/CC0|public domain/);
    if (mask === undefined) continue;
    expect(readme).toContain(`\`${mask}\``);
    const photo = await sharp(join(samplesFolder, file)).metadata();
    const { data, info } = await sharp(join(samplesFolder, mask))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([photo.width, photo.height]);
    expect(data.every((value) => value === 0 || value === 255)).toBe(true);
    expect(data.includes(255)).toBe(true);
  }
});

test('the samples are few, small and all listed', async () => {
  const samples = await readSamples(samplesFolder);
  const listed = new Set([...samples.flatMap(({ file, mask }) => [file, mask]), 'samples.json', 'README.md']);
  const names = await readdir(samplesFolder);
  expect(names.filter((name) => !listed.has(name))).toEqual([]);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(samplesFolder, name))).size));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3e6);
});

test('the icon of Windows holds a picture of each size that it lists', async () => {
  const ico = await readFile(join(iconFolder, 'icon.ico'));
  const count = ico.readUInt16LE(4);
  expect(count).toBe(7);
  for (let i = 0; i < count; i++) {
    const entry = 6 + 16 * i;
    const [bytes, offset] = [ico.readUInt32LE(entry + 8), ico.readUInt32LE(entry + 12)];
    expect(signatureAt(ico, offset)).toBe(pngSignature);
    const { width } = await sharp(ico.subarray(offset, offset + bytes)).metadata();
    expect(width).toBe(ico.readUInt8(entry) === 0 ? 256 : ico.readUInt8(entry));
  }
});

test('the icon of macOS holds a picture in every block, and ends where it says', async () => {
  const icns = await readFile(join(iconFolder, 'icon.icns'));
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const widths = new Map<string, number>();
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    const block = icns.subarray(at + 8, at + icns.readUInt32BE(at + 4));
    const { width } = await sharp(block).metadata();
    widths.set(icns.toString('latin1', at, at + 4), width);
  }
  expect(widths.get('ic09')).toBe(512);
  expect(widths.get('ic10')).toBe(1024);
  expect(widths.get('ic12')).toBe(64);
});
