import { floats } from '../kernels/memory.ts';
import { inverseNorms, scaleField } from '../kernels/smoothedVariation.ts';
import { Gradient } from '../operators/gradient.ts';
import type { SmoothPrior } from './prior.ts';

/**
 * weight · ‖∇x‖_p^q, smoothed: (Σ (|∇x|² + ε²)^(p/2))^(q/p) over the pixels, |∇x| being the Euclidean norm of all
 * channels' differences there. p = q = 2 is Sobolev (twice), p = q = 1 smoothed total variation, p < 1 prefers few
 * sharp edges and is not convex.
 */
export class GradientPower implements SmoothPrior {
  /**
   * For p ≤ 2 and q ≤ p the gradient is Lipschitz with 8 · weight · q · max(1, p − q) · (N ε^p)^(q/p − 1) · ε^(p − 2),
   * N pixels; else ∞: it grows faster than any straight line, and a solver has to search for its step.
   */
  readonly lipschitz: number;
  private readonly weight: number;
  private readonly p: number;
  private readonly q: number;
  private readonly epsilon: number;
  private readonly analysis: Gradient;
  private readonly field: Float32Array;
  private readonly factors: Float32Array;

  /** @param epsilon ε > 0 in the image's units */
  constructor(
    width: number,
    height: number,
    channels: number,
    weight: number,
    exponents: { readonly p: number; readonly q: number },
    epsilon: number,
  ) {
    const { p, q } = exponents;
    const size = width * height;
    this.weight = weight;
    this.p = p;
    this.q = q;
    this.epsilon = epsilon;
    this.analysis = new Gradient(width, height, channels);
    this.field = floats(this.analysis.outputSize);
    this.factors = floats(size);
    this.lipschitz =
      p <= 2 && q <= p
        ? Gradient.normSquared *
          weight *
          q *
          Math.max(1, p - q) *
          (size * epsilon ** p) ** (q / p - 1) *
          epsilon ** (p - 2)
        : Infinity;
  }

  value(x: Float32Array): number {
    return this.weight * this.powerSum(x) ** (this.q / this.p);
  }

  /** weight · q · S^(q/p − 1) · ∇ᵀ((|∇x|² + ε²)^(p/2 − 1) ∇x), S the sum of the powers. */
  gradient(x: Float32Array, out: Float32Array): void {
    const { field, factors, p, q } = this;
    const scale = this.weight * q * this.powerSum(x) ** (q / p - 1);
    for (let i = 0; i < factors.length; i++) factors[i] = factors[i]! ** (2 - p);
    scaleField(field, field.length / factors.length, factors, scale, field);
    this.analysis.applyAdjoint(field, out);
  }

  /** Leaves ∇x in `field` and (|∇x|² + ε²)^(−1/2) in `factors`. */
  private powerSum(x: Float32Array): number {
    const { field, factors, p } = this;
    this.analysis.apply(x, field);
    inverseNorms(field, field.length / factors.length, this.epsilon, factors);
    let sum = 0;
    for (const factor of factors) sum += factor ** -p;
    return sum;
  }
}
