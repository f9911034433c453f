import type { TileLoader } from './tileStore.ts';

/**
 * Colours of the invented map: black through red and amber to white, with an opacity that grows with
 * the amount, so that the photo stays visible where nothing was invented.
 */
const heat = Array.from({ length: 256 }, (_, amount): [number, number, number, number] => {
  const t = amount / 255;
  const ramp = (start: number, end: number): number =>
    Math.round(255 * Math.min(1, Math.max(0, (t - start) / (end - start))));
  return [60 + Math.round(0.76 * ramp(0, 0.4)), ramp(0.15, 0.75), ramp(0.6, 1), ramp(0, 0.3)];
});

function paintHeat(pixels: Uint8ClampedArray): void {
  for (let i = 0; i < pixels.length; i += 4) {
    const amount = Math.max(pixels[i] ?? 0, pixels[i + 1] ?? 0, pixels[i + 2] ?? 0);
    const colour = heat[amount];
    if (colour) pixels.set(colour, i);
  }
}

/**
 * Fetches the raw RGBA bytes of a tile and hands them to the graphics side as they are.
 * @param fetchUrl makes an address of a route's path
 */
export const tileLoader =
  (fetchUrl: (path: string) => string): TileLoader<ImageBitmap> =>
  async (path, look, signal) => {
    const response = await fetch(fetchUrl(path), { signal });
    const width = Number(response.headers.get('x-width'));
    const height = Number(response.headers.get('x-height'));
    if (!response.ok || !(width > 0 && height > 0)) throw new Error(`no tile at ${path}`);
    const pixels = new Uint8ClampedArray(await response.arrayBuffer());
    if (look === 'heat') paintHeat(pixels);
    return createImageBitmap(new ImageData(pixels, width, height));
  };
