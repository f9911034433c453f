import type { Image } from '../../compute/image.ts';
import { withRoom } from '../../compute/kernels/memory.ts';
import { pairSums, type PairSums } from '../../compute/metrics/blendedResidual.ts';
import { openPixelFile } from '../session/pixelFile.ts';

/** Reads two residuals that runs have written. */
export async function residualPair({ a, b }: { a: string; b: string }): Promise<PairSums> {
  const [one, other] = [await whole(a), await whole(b)];
  return withRoom(() => Promise.resolve(pairSums(one, other)));
}

async function whole(base: string): Promise<Image> {
  const file = await openPixelFile(base);
  try {
    const { width, height } = file.format;
    return await file.readRegion({ x: 0, y: 0, width, height });
  } finally {
    await file.close();
  }
}
