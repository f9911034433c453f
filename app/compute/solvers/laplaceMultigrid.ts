import type { Mask } from '../image.ts';
import {
  addProlonged,
  restrictResidual,
  sweepBackward,
  sweepForward,
  type GridLaplacian,
} from '../kernels/graphLaplacian.ts';

interface Level {
  readonly grid: GridLaplacian;
  readonly b: Float32Array;
  readonly x: Float32Array;
}

/**
 * An approximate inverse of the Laplacian on a mask's unknown pixels (zero at the known ones, Neumann at
 * the image's border), symmetric positive definite: one multigrid cycle over 2 × 2 aggregates, whatever
 * the shape of the unknown region. Coarse operators are Galerkin's (Braess 1995, with his over-correction
 * for piecewise constant aggregates); smoothing is Gauss–Seidel, forwards before and backwards after.
 */
export class LaplaceMultigrid {
  private readonly levels: Level[] = [];
  private readonly width: number;
  private readonly height: number;

  constructor(mask: Mask) {
    this.width = mask.width;
    this.height = mask.height;
    let grid = finestGrid(mask);
    let { width, height } = mask;
    for (;;) {
      const cells = grid.stride * grid.lines;
      this.levels.push({ grid, b: new Float32Array(cells), x: new Float32Array(cells) });
      if (width * height <= coarsestCells || isDecoupled(grid)) break;
      width = (width + 1) >> 1;
      height = (height + 1) >> 1;
      grid = coarsen(grid, width, height);
    }
  }

  /** out ≈ L⁻¹ residual; both `width * height` long. `out` may be the residual. */
  apply(residual: Float64Array, out: Float64Array): void {
    const { width, height } = this;
    const { grid, b, x } = this.levels[0]!;
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        b[(row + 1) * grid.stride + column + 1] = residual[row * width + column]!;
    this.cycle(0);
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++)
        out[row * width + column] = x[(row + 1) * grid.stride + column + 1]!;
  }

  private cycle(depth: number): void {
    const { grid, b, x } = this.levels[depth]!;
    const coarser = this.levels[depth + 1];
    x.fill(0);
    const sweeps = coarser === undefined ? coarsestSweeps : 1;
    for (let i = 0; i < sweeps; i++) sweepForward(grid, b, x);
    if (coarser !== undefined) {
      restrictResidual(grid, b, x, coarser.b, coarser.grid.stride);
      this.cycle(depth + 1);
      addProlonged(grid, coarser.x, coarser.grid.stride, overCorrection, x);
    }
    for (let i = 0; i < sweeps; i++) sweepBackward(grid, b, x);
  }
}

/** Grids this small are solved by sweeping alone. */
const coarsestCells = 16;
const coarsestSweeps = 8;
/** Constant aggregates are too stiff for smooth errors; below 2 the cycle stays positive definite. */
const overCorrection = 1.7;

function finestGrid({ width, height, data }: Mask): GridLaplacian {
  const stride = width + 2;
  const grid = emptyGrid(stride, height + 2);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const pixel = row * width + column;
      if (data[pixel] === 0) continue;
      const i = (row + 1) * stride + column + 1;
      const horizontal = Math.min(1, column) + Math.min(1, width - 1 - column);
      const vertical = Math.min(1, row) + Math.min(1, height - 1 - row);
      grid.diagonal[i] = horizontal + vertical;
      if (column + 1 < width) grid.right[i] = data[pixel + 1]!;
      if (row + 1 < height) grid.down[i] = data[pixel + width]!;
    }
  invertDiagonal(grid);
  return grid;
}

/** Galerkin's product with piecewise constant interpolation: edges within a block vanish, others add up. */
function coarsen(fine: GridLaplacian, width: number, height: number): GridLaplacian {
  const coarse = emptyGrid(width + 2, height + 2);
  for (let line = 1; line < fine.lines - 1; line++)
    for (let column = 1; column < fine.stride - 1; column++) {
      const i = line * fine.stride + column;
      const at = ((line + 1) >> 1) * coarse.stride + ((column + 1) >> 1);
      // Framed positions count from 1: an odd one is the first of its block.
      const right = fine.right[i]!;
      const down = fine.down[i]!;
      let diagonal = fine.diagonal[i]!;
      if (column % 2 === 1) diagonal -= 2 * right;
      else coarse.right[at]! += right;
      if (line % 2 === 1) diagonal -= 2 * down;
      else coarse.down[at]! += down;
      coarse.diagonal[at]! += diagonal;
    }
  invertDiagonal(coarse);
  return coarse;
}

function emptyGrid(stride: number, lines: number): GridLaplacian {
  const cells = () => new Float32Array(stride * lines);
  return { stride, lines, right: cells(), down: cells(), diagonal: cells(), inverse: cells() };
}

function invertDiagonal({ diagonal, inverse }: GridLaplacian): void {
  for (let i = 0; i < diagonal.length; i++) inverse[i] = diagonal[i]! > 0 ? 1 / diagonal[i]! : 0;
}

/** Whether the edges are weak beside the diagonal, so that sweeping alone converges fast. */
function isDecoupled({ right, down, diagonal }: GridLaplacian): boolean {
  let edges = 0;
  let total = 0;
  for (let i = 0; i < diagonal.length; i++) {
    edges += 2 * (right[i]! + down[i]!);
    total += diagonal[i]!;
  }
  return edges <= total * decoupled;
}

const decoupled = 0.1;
