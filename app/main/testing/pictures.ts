import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';

/** A picture of a ramp and a disk with some noise: small, yet with structure to restore. */
export async function writePicture(
  path: string,
  { width = 48, height = 32, noise = 10, seed = 1 } = {},
): Promise<void> {
  const data = Buffer.alloc(width * height * 3);
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const disk = Math.hypot(x - width / 2, y - height / 2) < height / 4 ? 60 : 0;
    for (let channel = 0; channel < 3; channel++)
      data[3 * i + channel] = Math.max(0, Math.min(255, 60 + 2 * x + disk + 3.4 * noise * random()));
  }
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(path);
}

/** Three ways in which a file named like a picture is none. */
export async function writeBroken(path: string, kind: number): Promise<void> {
  const bytes = [Buffer.alloc(0), Buffer.from('this is no picture'), await truncated()][kind % 3];
  await writeFile(path, bytes ?? '');
}

async function truncated(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const create = { width: 64, height: 64, channels: 3, background: 'teal', noise } as const;
  const whole = await sharp({ create }).jpeg().toBuffer();
  return whole.subarray(0, whole.length / 2);
}
