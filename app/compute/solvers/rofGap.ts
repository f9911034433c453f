import type { Gradient } from '../operators/gradient.ts';
import type { DualityGap } from './rofDual.ts';

/**
 * The duality gap of ROF at any x and any dual q with |q| ≤ λ at every pixel:
 * primal = ½‖x − y‖² + λ Σ|∇x|, dual = ½‖y‖² − ½‖y − ∇ᵀq‖². Since the primal is 1-strongly convex,
 * ½‖x − x*‖² ≤ primal − dual.
 * @param scratch of x's size; overwritten
 */
export function rofGap(
  gradient: Gradient,
  y: Float32Array,
  weight: number,
  x: Float32Array,
  dual: Float32Array,
  scratch: Float32Array,
): DualityGap {
  const { width, height } = gradient;
  const size = width * height;
  gradient.applyAdjoint(dual, scratch);
  // primal − dual = ½‖x − (y − ∇ᵀq)‖² + Σ (λ|∇x| − q·∇x): terms that are each ≥ 0, hence exact where tiny.
  let distance = 0;
  let fidelity = 0;
  for (let i = 0; i < y.length; i++) {
    distance += (x[i]! - y[i]! + scratch[i]!) ** 2;
    fidelity += (x[i]! - y[i]!) ** 2;
  }
  let variation = 0;
  let slack = 0;
  for (let row = 0, i = 0; row < height; row++) {
    const down = row + 1 < height ? width : 0;
    for (let column = 0; column < width; column++, i++) {
      const right = column + 1 < width ? 1 : 0;
      let squared = 0;
      let product = 0;
      for (let at = i; at < y.length; at += size) {
        const dx = x[at + right]! - x[at]!;
        const dy = x[at + down]! - x[at]!;
        squared += dx * dx + dy * dy;
        product += dual[at]! * dx + dual[y.length + at]! * dy;
      }
      const length = weight * Math.sqrt(squared);
      variation += length;
      slack += Math.max(0, length - product);
    }
  }
  const primal = fidelity / 2 + variation;
  const gap = distance / 2 + slack;
  return { primal, dual: primal - gap, relative: gap === 0 ? 0 : gap / primal };
}
