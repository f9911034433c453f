import { maskCell } from '../../contract/routes.ts';
import { place, scaleOf } from '../canvas/place.ts';
import { boundsUnder, intersect, invert } from '../geometry/affine.ts';
import type { Affine, Box } from '../geometry/affine.ts';
import { coveredCells } from './bounds.ts';
import type { SparseMask } from './sparseMask.ts';

/** Red, green, blue, 0–255. */
export type Colour = readonly [red: number, green: number, blue: number];

interface Painted {
  readonly reduction: number;
  readonly picture: ImageBitmap;
  used: boolean;
}

/**
 * Draws a mask in one colour, its coverage as opacity. Cells are pictures kept by the identity of their
 * bytes, so a stroke paints only the cells it changed.
 */
export class MaskPainter {
  readonly #colour: Colour;
  readonly #pictures = new Map<Uint8Array, Painted>();

  constructor(colour: Colour) {
    this.#colour = colour;
  }

  /** Draws the cells inside `clip` (device pixels); the context is clipped by the caller. */
  draw(context: CanvasRenderingContext2D, mask: SparseMask, toCanvas: Affine, clip: Box): void {
    const shown = intersect(boundsUnder(invert(toCanvas), clip), {
      x: 0,
      y: 0,
      width: mask.width,
      height: mask.height,
    });
    if (!shown) return;
    const scale = scaleOf(toCanvas);
    const reduction = 2 ** Math.min(6, Math.max(0, Math.floor(Math.log2(1 / scale))));
    context.imageSmoothingEnabled = scale <= 2;
    context.fillStyle = `rgb(${this.#colour.join(' ')})`;
    for (const { column, row } of coveredCells(mask, shown)) {
      const cell = mask.cell(column, row);
      if (cell === 0) continue;
      const { width, height } = mask.cellSize(column, row);
      const bleed = place(context, toCanvas, { x: column * maskCell, y: row * maskCell, width, height });
      const right = column < mask.columns - 1 ? bleed : 0;
      const bottom = row < mask.rows - 1 ? bleed : 0;
      if (cell === 255) context.fillRect(0, 0, width + right, height + bottom);
      else {
        const picture = this.#picture(cell, reduction);
        context.drawImage(
          picture,
          0,
          0,
          width / reduction,
          height / reduction,
          0,
          0,
          width + right,
          height + bottom,
        );
      }
    }
    context.resetTransform();
  }

  /** Forgets the pictures that were not drawn since the last call; once after every full drawing. */
  forgetUnused(): void {
    for (const [bytes, painted] of this.#pictures) {
      if (painted.used) painted.used = false;
      else {
        painted.picture.close();
        this.#pictures.delete(bytes);
      }
    }
  }

  #picture(bytes: Uint8Array, reduction: number): ImageBitmap {
    const known = this.#pictures.get(bytes);
    if (known?.reduction === reduction) {
      known.used = true;
      return known.picture;
    }
    known?.picture.close();
    const picture = paintCell(bytes, reduction, this.#colour);
    this.#pictures.set(bytes, { reduction, picture, used: true });
    return picture;
  }
}

let scratch: OffscreenCanvas | undefined;

function paintCell(bytes: Uint8Array, reduction: number, [red, green, blue]: Colour): ImageBitmap {
  const side = maskCell / reduction;
  const pixels = new Uint8ClampedArray(side * side * 4);
  const part = 1 / (reduction * reduction);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let sum = 0;
      for (let j = 0; j < reduction; j++) {
        const start = (y * reduction + j) * maskCell + x * reduction;
        for (let i = start; i < start + reduction; i++) sum += bytes[i] ?? 0;
      }
      const at = (y * side + x) * 4;
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
      pixels[at + 3] = sum * part;
    }
  }
  scratch ??= new OffscreenCanvas(side, side);
  scratch.width = side;
  scratch.height = side;
  scratch.getContext('2d')?.putImageData(new ImageData(pixels, side, side), 0, 0);
  return scratch.transferToImageBitmap();
}
