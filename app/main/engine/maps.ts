import type { Image } from '../../compute/image.ts';
import type { SampleType } from '../session/format.ts';
import { createPixelFile } from '../session/pixelFile.ts';
import type { WrittenMap } from './protocol.ts';

/** An invention of 1/8 of the full range is shown white. */
const inventedGain = 8;

/** A map that is written while tiles come in. */
export interface MapWriter {
  write(x: number, y: number, values: Image): Promise<void>;
  finish(): Promise<WrittenMap>;
  abandon(): Promise<void>;
}

async function createMap(
  base: string,
  size: { width: number; height: number; channels: number },
  background: number,
  shade: (value: number) => number,
): Promise<MapWriter> {
  const { width, height, channels } = size;
  const sample: SampleType = 'uint8';
  const format = { width, height, bands: channels, alpha: false, sample };
  const writer = await createPixelFile(base, format);
  if (background !== 0) {
    const line = new Uint8Array(width * channels).fill(background);
    for (let y = 0; y < height; y++) await writer.writeBytes({ x: 0, y, width, height: 1 }, line);
  }
  return {
    write: (x, y, values) => writer.writeRegion(x, y, { ...values, data: values.data.map(shade) }),
    finish: async () => ({ base, format, ...(await writer.finish()) }),
    abandon: () => writer.abandon(),
  };
}

/**
 * Shows a signed residual: mid-grey is none, black and white are ∓`span`.
 * @param span image units, more than 0
 */
export function createResidualMap(
  base: string,
  size: { width: number; height: number; channels: number },
  span: number,
): Promise<MapWriter> {
  return createMap(base, size, 128, (value) => 128 / 255 + (value / span) * (127 / 255));
}

/** Shows how much was invented, whatever its sign: black is nothing, white 1/8 of the full range and more. */
export function createInventedMap(
  base: string,
  size: { width: number; height: number; channels: number },
): Promise<MapWriter> {
  return createMap(base, size, 0, (value) => Math.abs(value) * inventedGain);
}
