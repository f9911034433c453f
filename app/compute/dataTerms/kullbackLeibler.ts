import type { DataTerm } from './dataTerm.ts';

/**
 * Minus the log-likelihood of counts y ≥ 0 under Poisson noise of mean x + background, up to a constant:
 * Σ z − y + y log(y/z) with z = x + background ≥ 0, +∞ outside (Csiszár's I-divergence); 0 where z = y.
 */
export class KullbackLeibler implements DataTerm {
  private readonly y: Float32Array;
  private readonly background: number;

  /** @param background light that is not the picture's, ≥ 0, in the units of y */
  constructor(y: Float32Array, background: number) {
    this.y = y;
    // In the precision of x, so that x = −background is on the border and not beyond it.
    this.background = Math.fround(background);
  }

  value(x: Float32Array): number {
    const { y, background } = this;
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      const mean = x[i]! + background;
      const count = y[i]!;
      if (mean < 0 || (mean === 0 && count > 0)) return Infinity;
      sum += mean - count + (count > 0 ? count * Math.log(count / mean) : 0);
    }
    return sum;
  }

  /** z is the root of z² − (x + background − step) z − step · y = 0 that is not negative. */
  prox(x: Float32Array, step: number, out: Float32Array): void {
    const { y, background } = this;
    for (let i = 0; i < x.length; i++) {
      const shifted = x[i]! + background - step;
      const product = step * y[i]!;
      const root = Math.sqrt(shifted * shifted + 4 * product);
      // Of the two forms of the root the one that does not subtract alike numbers.
      const mean = shifted > 0 ? (shifted + root) / 2 : product === 0 ? 0 : (2 * product) / (root - shifted);
      out[i] = mean - background;
    }
  }
}
