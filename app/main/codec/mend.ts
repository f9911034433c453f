/** Samples of a session image changed in place, band by band. */
import { open } from 'node:fs/promises';
import { openPixelFile, rowsPerBand } from '../session/pixelFile.ts';
import { bytesOf, headerBytes, rowBytes, type Samples } from '../session/vipsFile.ts';

/** Floating-point pictures above this are told of: their scale is not 0 to 1. */
const unusualMaximum = 4;

async function mapSamples(base: string, change: (samples: Samples) => boolean): Promise<void> {
  const file = await openPixelFile(base);
  const handle = await open(`${base}.v`, 'r+');
  try {
    const { width, height } = file.format;
    const rows = rowsPerBand(file.format);
    for (let y = 0; y < height; y += rows) {
      const samples = await file.readBytes({ x: 0, y, width, height: Math.min(rows, height - y) });
      if (!change(samples)) continue;
      const bytes = bytesOf(samples);
      await handle.write(bytes, 0, bytes.length, headerBytes + y * rowBytes(file.format));
    }
  } finally {
    await file.close();
    await handle.close();
  }
}

/**
 * Replaces samples that are no finite numbers: not-a-number and −∞ by 0, ∞ by 1.
 * @returns what to tell of it
 */
export async function mendFloats(base: string): Promise<string[]> {
  let mended = 0;
  let maximum = 0;
  await mapSamples(base, (samples) => {
    const before = mended;
    for (let i = 0; i < samples.length; i++) {
      const value = samples[i] ?? 0;
      if (!Number.isFinite(value)) {
        samples[i] = value === Infinity ? 1 : 0;
        mended++;
      } else if (value > maximum) maximum = value;
    }
    return mended > before;
  });
  const notices: string[] = [];
  if (mended > 0) {
    const samples = mended === 1 ? '1 sample was' : `${mended.toLocaleString('en')} samples were`;
    notices.push(`${samples} infinite or not a number and set to 1 or 0`);
  }
  if (maximum > unusualMaximum) {
    notices.push(`its values reach ${Number(maximum.toPrecision(4))}, but 1.0 is shown as white`);
  }
  return notices;
}

/** Samples of `bits` bits that libvips shifted up to 16: their white becomes 65,535. */
export async function stretchToFullScale(base: string, bits: number): Promise<void> {
  await mapSamples(base, (samples) => {
    for (let i = 0; i < samples.length; i++) {
      const value = samples[i] ?? 0;
      samples[i] = value | (value >> bits);
    }
    return true;
  });
}
