/** Mirroring, quarter turns and cropping as exact copies of pixels, in bands of rows. */
import { UserFacingError } from '../../compute/errors.ts';
import type { Geometry, Rect } from '../../contract/index.ts';
import type { PixelFormat } from '../session/format.ts';
import { rowsPerBand, type PixelFile } from '../session/pixelFile.ts';
import { createSamples, type Samples } from '../session/vipsFile.ts';

/** A picture that comes in bands of rows from the top. */
export interface RowSource {
  readonly format: PixelFormat;
  bands(): AsyncGenerator<RowBand>;
}

export interface RowBand {
  readonly y: number;
  readonly rows: number;
  /** Interleaved. */
  readonly samples: Samples;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The part of the turned frame that is kept. Throws a UserFacingError where the crop is not inside it. */
export function cropOf({ width, height }: Size, { quarterTurns, crop }: Geometry): Rect {
  const turned = quarterTurns % 2 === 1;
  const frame = { x: 0, y: 0, width: turned ? height : width, height: turned ? width : height };
  if (crop === null) return frame;
  if (crop.x + crop.width > frame.width || crop.y + crop.height > frame.height) {
    throw new UserFacingError('the crop reaches beyond the picture', 'draw the crop again');
  }
  return crop;
}

/**
 * Where a rectangle of the turned frame lies in the image, and how to walk through its pixels: the one
 * at column i and row j of the rectangle is `start + i * across + j * down` of the image's rectangle.
 */
function locate(image: Size, { mirror, quarterTurns }: Geometry, rect: Rect): Walk {
  const turned = quarterTurns % 2 === 1;
  const width = turned ? rect.height : rect.width;
  const height = turned ? rect.width : rect.height;
  // Position in the mirrored image, before the turns.
  const flipX = quarterTurns >= 2;
  const flipY = quarterTurns === 1 || quarterTurns === 2;
  const alongX = turned ? rect.y : rect.x;
  const alongY = turned ? rect.x : rect.y;
  const left = flipX ? image.width - alongX - width : alongX;
  const top = flipY ? image.height - alongY - height : alongY;
  const x = mirror ? image.width - left - width : left;
  const backwardsX = flipX !== mirror;
  const stepX = backwardsX ? -1 : 1;
  const stepY = flipY ? -width : width;
  return {
    rect: { x, y: top, width, height },
    start: (backwardsX ? width - 1 : 0) + (flipY ? (height - 1) * width : 0),
    across: turned ? stepY : stepX,
    down: turned ? stepX : stepY,
  };
}

interface Walk {
  readonly rect: Rect;
  readonly start: number;
  readonly across: number;
  readonly down: number;
}

function copyWalking(
  source: Samples,
  { start, across, down }: Walk,
  target: Samples,
  rect: Rect,
  bands: number,
): void {
  let to = 0;
  for (let j = 0; j < rect.height; j++) {
    let from = (start + j * down) * bands;
    for (let i = 0; i < rect.width; i++, from += across * bands) {
      for (let band = 0; band < bands; band++, to++) target[to] = source[from + band] ?? 0;
    }
  }
}

/** The image mirrored, turned and cropped; `straighten` is not looked at. */
export function moved(file: PixelFile, geometry: Geometry): RowSource {
  const crop = cropOf(file.format, geometry);
  const format = { ...file.format, width: crop.width, height: crop.height };
  const plain = !geometry.mirror && geometry.quarterTurns === 0;
  return {
    format,
    async *bands() {
      const most = rowsPerBand(format);
      for (let y = 0; y < format.height; y += most) {
        const rows = Math.min(most, format.height - y);
        const rect = { x: crop.x, y: crop.y + y, width: crop.width, height: rows };
        const walk = locate(file.format, geometry, rect);
        const read = await file.readBytes(walk.rect);
        if (plain) {
          yield { y, rows, samples: read };
          continue;
        }
        const samples = createSamples(format.sample, read.length);
        copyWalking(read, walk, samples, rect, format.bands);
        yield { y, rows, samples };
      }
    },
  };
}
