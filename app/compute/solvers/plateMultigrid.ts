import type { Mask } from '../image.ts';
import {
  addRefined,
  coarsenAdjoint,
  splineRefinement,
  type Refinement,
} from '../kernels/splineRefinement.ts';
import { bendingForce } from '../kernels/thinPlate.ts';

interface Level {
  readonly mask: Mask;
  readonly b: Float64Array;
  readonly x: Float64Array;
  readonly residual: Float64Array;
  readonly direction: Float64Array;
  readonly image: Float64Array;
  /** To the next coarser level; null on the coarsest. */
  readonly refinement: { readonly alongX: Refinement; readonly alongY: Refinement } | null;
}

/**
 * An approximate inverse of the thin plate's operator (see `bendingForce`) on a mask's unknown pixels,
 * symmetric positive definite: one multigrid cycle. Coarse functions are quadratic B-splines, smooth
 * enough for a fourth-order problem, whose energy on the next grid is ¼ of the plate's energy there; a
 * coarse cell is unknown where its whole spline lies in the unknown region. Smoothing is Chebyshev's
 * polynomial (Adams et al. 2003), the same before and after.
 */
export class PlateMultigrid {
  private readonly levels: Level[] = [];

  constructor(mask: Mask) {
    for (let next: Mask | null = mask; next !== null;) {
      const fine: Mask = next;
      next = coarsen(fine);
      const plane = () => new Float64Array(fine.data.length);
      this.levels.push({
        mask: fine,
        b: plane(),
        x: plane(),
        residual: plane(),
        direction: plane(),
        image: plane(),
        refinement:
          next === null
            ? null
            : {
                alongX: splineRefinement(fine.width, next.width),
                alongY: splineRefinement(fine.height, next.height),
              },
      });
    }
  }

  /** out ≈ A⁻¹ residual. */
  apply(residual: Float64Array, out: Float64Array): void {
    const { b, x } = this.levels[0]!;
    b.set(residual);
    this.cycle(0);
    out.set(x);
  }

  private cycle(depth: number): void {
    const level = this.levels[depth]!;
    const coarser = this.levels[depth + 1];
    level.x.fill(0);
    level.residual.set(level.b);
    smooth(level);
    if (level.refinement !== null && coarser !== undefined) {
      const { alongX, alongY } = level.refinement;
      coarsenAdjoint(alongX, alongY, level.residual, coarser.mask.data, coarser.mask.width, coarser.b);
      // A on the coarse grid is ¼ of the plate's operator there.
      for (let i = 0; i < coarser.b.length; i++) coarser.b[i] = 4 * coarser.b[i]!;
      this.cycle(depth + 1);
      addRefined(alongX, alongY, level.mask.data, coarser.x, coarser.mask.width, level.x);
      const { mask, b, x, residual, image } = level;
      bendingForce(mask.data, mask.width, mask.height, x, image);
      for (let i = 0; i < b.length; i++) residual[i] = b[i]! - image[i]!;
    }
    smooth(level);
  }
}

/** Whether known pixels are nowhere farther than a few pixels: two coarser grids would be empty. */
export function isScattered(mask: Mask): boolean {
  if (mask.width < leastSide || mask.height < leastSide) return false;
  const coarse = coarsen(mask);
  return coarse === null || coarsen(coarse) === null;
}

/** The greatest eigenvalue of the plate's operator: ‖Dxx‖² + 2‖Dxy‖² + ‖Dyy‖². */
const largest = 64;
/** What coarser grids do not represent: the symbol (4 sin²)² at half the highest frequency, and above. */
const smallest = 4;
const degree = 3;
/** Below, a grid is not made coarser. */
const leastSide = 6;

/** `degree` steps of the Chebyshev semi-iteration on [smallest, largest]; the residual is kept up to date. */
function smooth({ mask, x, residual, direction, image }: Level): void {
  const centre = (largest + smallest) / 2;
  const half = (largest - smallest) / 2;
  let rho = half / centre;
  for (let i = 0; i < x.length; i++) direction[i] = residual[i]! / centre;
  for (let step = 1; step <= degree; step++) {
    const next = 1 / ((2 * centre) / half - rho);
    const keep = next * rho;
    const pull = (2 * next) / half;
    bendingForce(mask.data, mask.width, mask.height, direction, image);
    for (let i = 0; i < x.length; i++) {
      const move = direction[i]!;
      const left = residual[i]! - image[i]!;
      x[i] = x[i]! + move;
      residual[i] = left;
      direction[i] = keep * move + pull * left;
    }
    rho = next;
  }
}

/** A cell is unknown when all 4 × 4 fine cells under its spline are, as far as they exist; null when none is. */
function coarsen({ width, height, data }: Mask): Mask | null {
  if (width < leastSide || height < leastSide) return null;
  const coarse = {
    width: (width + 1) >> 1,
    height: (height + 1) >> 1,
    data: new Uint8Array(((width + 1) >> 1) * ((height + 1) >> 1)),
  };
  let any = false;
  for (let row = 0; row < coarse.height; row++)
    for (let column = 0; column < coarse.width; column++) {
      if (!allUnknown(data, width, height, 2 * column - 1, 2 * row - 1)) continue;
      coarse.data[row * coarse.width + column] = 1;
      any = true;
    }
  return any ? coarse : null;
}

/** Of the 4 × 4 pixels from (left, top) those that exist. */
function allUnknown(data: Uint8Array, width: number, height: number, left: number, top: number): boolean {
  const right = Math.min(width - 1, left + 3);
  const bottom = Math.min(height - 1, top + 3);
  for (let y = Math.max(0, top); y <= bottom; y++)
    for (let x = Math.max(0, left); x <= right; x++) if (data[y * width + x] === 0) return false;
  return true;
}
