import { gradientNormsSquared, scaleField } from '../kernels/gradientNorms.ts';
import { curveField, smoothedFactors } from '../kernels/smoothedVariation.ts';
import { floats } from '../kernels/memory.ts';
import type { Gradient } from './gradient.ts';

/** Second derivatives of weight · Σ √(|∇x|² + ε²) at a point, as maps v ↦ H v. */
export class SmoothedVariationHessian {
  private readonly gradient: Gradient;
  private readonly weight: number;
  private readonly epsilon: number;
  private readonly field: Float32Array;
  private readonly moved: Float32Array;
  private readonly factors: Float32Array;
  private readonly products: Float32Array;

  constructor(gradient: Gradient, weight: number, epsilon: number) {
    this.gradient = gradient;
    this.weight = weight;
    this.epsilon = epsilon;
    this.field = floats(gradient.outputSize);
    this.moved = floats(gradient.outputSize);
    this.factors = floats(gradient.width * gradient.height);
    this.products = floats(gradient.width * gradient.height);
  }

  /** From now on the maps belong to this x. */
  moveTo(x: Float32Array): void {
    const { field, factors } = this;
    this.gradient.apply(x, field);
    gradientNormsSquared(field, factors.length, factors);
    smoothedFactors(factors, this.weight, this.epsilon);
  }

  /**
   * out = weight · ∇ᵀ(∇v / √(|∇x|² + ε²)): lagged diffusivity (Vogel & Oman, SIAM J. Sci. Comput. 1996), the
   * Hessian of the quadratic that touches the function at x and lies above it.
   */
  applyLagged(v: Float32Array, out: Float32Array): void {
    const { gradient, moved, factors } = this;
    gradient.apply(v, moved);
    scaleField(moved, factors.length, factors);
    gradient.applyAdjoint(moved, out);
  }

  /** out = H v with the true Hessian, whose correction of rank one per pixel the lagged one leaves out. */
  apply(v: Float32Array, out: Float32Array): void {
    const { gradient, moved, field, factors } = this;
    gradient.apply(v, moved);
    curveField(moved, field, factors, this.weight, this.products);
    gradient.applyAdjoint(moved, out);
  }
}
