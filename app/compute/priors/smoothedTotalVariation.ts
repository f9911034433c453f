import { curveField, inverseNorms, scaleField } from '../kernels/smoothedVariation.ts';
import { floats } from '../kernels/memory.ts';
import { Gradient } from '../operators/gradient.ts';
import type { SmoothPrior } from './prior.ts';

/**
 * weight · Σ √(|∇x|² + ε²), total variation rounded off where the gradient is shorter than ε: isotropic,
 * channels coupled, one ε per pixel (Acar & Vogel, Inverse Problems 1994). ε is in units of the image's
 * values. Its gradient is −weight · div(∇x / √(|∇x|² + ε²)), Lipschitz with 8 weight / ε.
 */
export class SmoothedTotalVariation implements SmoothPrior {
  readonly weight: number;
  readonly epsilon: number;
  readonly lipschitz: number;
  private readonly operator: Gradient;
  private readonly planes: number;
  private readonly field: Float32Array;
  private readonly moved: Float32Array;
  private readonly factors: Float32Array;
  private readonly products: Float32Array;

  /** @param epsilon > 0 */
  constructor(width: number, height: number, channels: number, weight: number, epsilon: number) {
    this.weight = weight;
    this.epsilon = epsilon;
    this.lipschitz = (Gradient.normSquared * weight) / epsilon;
    this.operator = new Gradient(width, height, channels);
    this.planes = 2 * channels;
    this.field = floats(this.operator.outputSize);
    this.moved = floats(this.operator.outputSize);
    this.factors = floats(width * height);
    this.products = floats(width * height);
  }

  value(x: Float32Array): number {
    this.operator.apply(x, this.moved);
    return this.weight * inverseNorms(this.moved, this.planes, this.epsilon, this.products);
  }

  gradient(x: Float32Array, out: Float32Array): void {
    this.valueAndGradient(x, out);
  }

  /** Both for hardly more than the one. */
  valueAndGradient(x: Float32Array, out: Float32Array): number {
    const { operator, planes, moved, products } = this;
    operator.apply(x, moved);
    const sum = inverseNorms(moved, planes, this.epsilon, products);
    scaleField(moved, planes, products, this.weight, moved);
    operator.applyAdjoint(moved, out);
    return this.weight * sum;
  }

  /** From now on `lagged` and `hessian` belong to this x. */
  linearise(x: Float32Array): void {
    this.operator.apply(x, this.field);
    inverseNorms(this.field, this.planes, this.epsilon, this.factors);
  }

  /**
   * out = weight · ∇ᵀ(∇v / √(|∇x|² + ε²)): lagged diffusivity (Vogel & Oman, SIAM J. Sci. Comput. 1996), the
   * Hessian of the quadratic that touches the prior at x and lies above it.
   */
  lagged(v: Float32Array, out: Float32Array): void {
    const { operator, planes, factors, moved } = this;
    operator.apply(v, moved);
    scaleField(moved, planes, factors, this.weight, moved);
    operator.applyAdjoint(moved, out);
  }

  /** out = the true Hessian at x times v: with the rank-one correction at each pixel. */
  hessian(v: Float32Array, out: Float32Array): void {
    const { operator, planes, field, factors, moved, products } = this;
    operator.apply(v, moved);
    curveField(moved, field, planes, factors, this.weight, products);
    operator.applyAdjoint(moved, out);
  }
}
