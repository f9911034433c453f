import type { InvertibleNormal } from './linearOperator.ts';

/** The colours of the four pixels of a cell, row by row. */
export type BayerPattern = 'rggb' | 'bggr' | 'grbg' | 'gbrg';

/** A colour filter array: of three planes (red, green, blue) one colour is kept at each pixel of one plane. */
export class BayerMosaic implements InvertibleNormal {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared = 1;
  private readonly width: number;
  /** The plane of each pixel of the cell. */
  private readonly planes: readonly number[];

  constructor(width: number, height: number, pattern: BayerPattern) {
    this.width = width;
    this.outputSize = width * height;
    this.inputSize = 3 * this.outputSize;
    this.planes = Array.from(pattern, (colour) => 'rgb'.indexOf(colour));
  }

  apply(x: Float32Array, out: Float32Array): void {
    for (let i = 0; i < this.outputSize; i++) out[i] = x[this.sourceOf(i)]!;
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    out.fill(0);
    for (let i = 0; i < this.outputSize; i++) out[this.sourceOf(i)] = y[i]!;
  }

  /** AᵀA is 1 at kept samples and 0 at others. */
  solveNormal(b: Float32Array, shift: number, out: Float32Array): void {
    for (let i = 0; i < this.inputSize; i++) out[i] = b[i]! / shift;
    for (let i = 0; i < this.outputSize; i++) {
      const source = this.sourceOf(i);
      out[source] = (out[source]! * shift) / (1 + shift);
    }
  }

  /** 0 red, 1 green, 2 blue. */
  colourAt(column: number, row: number): number {
    return this.planes[(row % 2) * 2 + (column % 2)]!;
  }

  private sourceOf(i: number): number {
    const column = i % this.width;
    return this.colourAt(column, (i - column) / this.width) * this.outputSize + i;
  }
}
