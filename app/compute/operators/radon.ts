import { backprojectRow, projectRow } from '../kernels/joseph.ts';
import { floats } from '../kernels/memory.ts';
import type { BoundedOperator } from './linearOperator.ts';

/** How a plane is looked through. */
export interface ScanGeometry {
  readonly width: number;
  readonly height: number;
  /** Directions of the detector in radians, from x towards y; the rays run across it. */
  readonly angles: readonly number[];
  /** Bins of the detector, whose middle sees the plane's middle. */
  readonly bins: number;
  /** Distance of two bins in pixels. */
  readonly spacing: number;
  /** Side of a pixel: what integrals are measured in. */
  readonly pixel: number;
}

/**
 * The Radon transform by parallel rays: line integrals of one plane (0 beyond its borders), `bins` numbers for each
 * angle. Along a ray the plane is interpolated linearly in every row or, for flat rays, in every column (Joseph, "An
 * improved algorithm for reprojecting rays through pixel images", 1982); the adjoint uses the same weights.
 */
export class Radon implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly geometry: ScanGeometry;
  /** Largest row sum times largest column sum, which bounds ‖A‖² because no weight is negative (Schur). */
  readonly normSquared: number;
  private readonly transposed: Float32Array;

  constructor(geometry: ScanGeometry) {
    const { width, height, angles, bins } = geometry;
    this.geometry = geometry;
    this.inputSize = width * height;
    this.outputSize = angles.length * bins;
    this.transposed = floats(width * height);
    this.normSquared = this.schurBound();
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { width, height, angles, bins } = this.geometry;
    transposeInto(x, width, height, this.transposed);
    out.fill(0);
    angles.forEach((angle, i) => {
      const view = out.subarray(i * bins, (i + 1) * bins);
      const steep = Math.abs(Math.cos(angle)) >= Math.SQRT1_2;
      this.forEachLine(angle, (line, length, first, spacing, weight) => {
        projectRow(steep ? x : this.transposed, line, length, first, spacing, weight, view);
      });
    });
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    const { width, height, angles, bins } = this.geometry;
    const { transposed } = this;
    out.fill(0);
    transposed.fill(0);
    angles.forEach((angle, i) => {
      const view = y.subarray(i * bins, (i + 1) * bins);
      const steep = Math.abs(Math.cos(angle)) >= Math.SQRT1_2;
      this.forEachLine(angle, (line, length, first, spacing, weight) => {
        backprojectRow(view, line, length, first, spacing, weight, steep ? out : transposed);
      });
    });
    addTransposed(transposed, width, height, out);
  }

  /** Rays x cos θ + y sin θ = s: in row y at x = (s − y sin θ)/cos θ, one row farther after 1/|cos θ| pixels. */
  private forEachLine(
    angle: number,
    visit: (line: number, length: number, first: number, spacing: number, weight: number) => void,
  ): void {
    const { width, height, bins, spacing, pixel } = this.geometry;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const steep = Math.abs(cos) >= Math.SQRT1_2;
    const [along, across] = steep ? [cos, sin] : [sin, cos];
    const [length, lines] = steep ? [width, height] : [height, width];
    const weight = pixel / Math.abs(along);
    const nearest = -((bins - 1) / 2) * spacing;
    for (let line = 0; line < lines; line++) {
      const first = (nearest - (line - (lines - 1) / 2) * across) / along + (length - 1) / 2;
      visit(line, length, first, spacing / along, weight);
    }
  }

  private schurBound(): number {
    const rowSums = new Float32Array(this.outputSize);
    const columnSums = new Float32Array(this.inputSize);
    this.apply(new Float32Array(this.inputSize).fill(1), rowSums);
    this.applyAdjoint(new Float32Array(this.outputSize).fill(1), columnSums);
    const largest = (sums: Float32Array) => sums.reduce((most, value) => Math.max(most, value), 0);
    return largest(rowSums) * largest(columnSums);
  }
}

function transposeInto(x: Float32Array, width: number, height: number, out: Float32Array): void {
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) out[column * height + row] = x[row * width + column]!;
}

function addTransposed(x: Float32Array, width: number, height: number, out: Float32Array): void {
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      out[row * width + column] = out[row * width + column]! + x[column * height + row]!;
}
