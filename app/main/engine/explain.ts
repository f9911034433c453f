import { cloneImage, type Image } from '../../compute/image.ts';
import type { BoundMethod, Problem } from '../../compute/method.ts';
import { createRms, inventedMap } from '../../compute/metrics/inventedMap.ts';
import {
  createResidualStatistics,
  residual,
  type ResidualStatistics,
} from '../../compute/metrics/residual.ts';
import type { Rect } from '../../contract/index.ts';
import { createPixelFile, type PixelFileWriter } from '../session/pixelFile.ts';
import { createInventedMap, createResidualMap, type MapWriter } from './maps.ts';
import type { RunInput, RunOutput } from './protocol.ts';
import { crop, relative, scaled } from './rects.ts';
import type { Tile } from './tiling.ts';

/** Collects, tile by tile, what the data say of a result. */
export interface Explainer {
  /** @param estimate the tile's result before blending, of the size of `tile.grown` */
  add(bound: BoundMethod, tile: Tile, problem: Problem, estimate: Image): Promise<void>;
  finish(changedOutsideMask: number | null): Promise<Pick<RunOutput, 'explanation' | 'maps'>>;
  abandon(): Promise<void>;
}

/** The residual map spans ± so many standard deviations of the noise. */
const spanSigmas = 4;
/** Least span of the residual map: one level of 8 bits. */
const leastSpan = 1 / 255;

/**
 * @param region what is computed, in pixels of the input
 */
export function createExplainer(
  { maps, residualTarget }: Pick<RunInput, 'maps' | 'residualTarget'>,
  region: Rect,
  channels: number,
  scale: number,
): Explainer {
  const size = { width: region.width, height: region.height, channels };
  const invented = createRms();
  let statistics: ResidualStatistics | null = null;
  let estimated = false;
  let addedPixels = 0;
  let residualWriter: PixelFileWriter | null = null;
  let residualMap: MapWriter | null = null;
  let inventedWriter: MapWriter | null = null;

  async function addResidual(values: Image, noise: number | null, x: number, y: number) {
    statistics ??= createResidualStatistics(noise);
    statistics.add(values);
    if (residualTarget !== undefined) {
      const format = { ...size, bands: channels, alpha: false, sample: 'float32' as const };
      residualWriter ??= await createPixelFile(residualTarget, format, {}, { levels: false });
      await residualWriter.writeRegion(x, y, values);
    }
    if (maps === null) return;
    // Where no noise level is known the first tile's own residual sets the span for all.
    const sigma = noise === null || noise === 0 ? rootMeanSquare(values) : noise / 255;
    residualMap ??= await createResidualMap(maps.residual, size, Math.max(spanSigmas * sigma, leastSpan));
    await residualMap.write(x, y, values);
  }

  async function addInvented(values: Image, x: number, y: number) {
    invented.add(values);
    addedPixels += values.width * values.height;
    if (maps === null) return;
    const scaledSize = { ...size, width: size.width * scale, height: size.height * scale };
    inventedWriter ??= await createInventedMap(maps.invented, scaledSize);
    await inventedWriter.write(x, y, values);
  }

  return {
    async add(bound, tile, problem, estimate) {
      const model = bound.forwardModel(problem);
      const inside = relative(tile.core, tile.grown);
      const place = relative(tile.core, region);
      const out = scaled(place, scale);
      estimated ||= model.estimated;
      // Inpainting copies what was measured, so there is no residual to speak of.
      if (problem.mask === undefined) {
        const difference = residual(model, problem.image, estimate);
        await addResidual(cloneImage(crop(difference, inside)), model.noise, place.x, place.y);
      }
      if (model.projectOnRange !== undefined)
        await addInvented(
          cloneImage(crop(inventedMap(model, estimate), scaled(inside, scale))),
          out.x,
          out.y,
        );
    },
    async finish(changedOutsideMask) {
      const pixels = region.width * region.height * scale ** 2;
      await residualWriter?.finish();
      return {
        explanation: {
          residual: statistics === null ? null : statistics.finish(),
          // Tiles that were not computed invented nothing.
          invented: invented.finish() * Math.sqrt(addedPixels / pixels),
          estimated,
          changedOutsideMask,
        },
        maps: {
          residual: residualMap === null ? null : await residualMap.finish(),
          invented: inventedWriter === null ? null : await inventedWriter.finish(),
        },
      };
    },
    async abandon() {
      await residualWriter?.abandon();
      await residualMap?.abandon();
      await inventedWriter?.abandon();
    },
  };
}

function rootMeanSquare({ data }: Image): number {
  let sum = 0;
  for (const value of data) sum += value * value;
  return Math.sqrt(sum / data.length);
}
