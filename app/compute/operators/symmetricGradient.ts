import { symmetricGradient, symmetricGradientAdjoint } from '../kernels/symmetricGradient.ts';
import type { BoundedOperator } from './linearOperator.ts';

/**
 * E v = (∇v + ∇vᵀ)/2 of a vector field laid out as `Gradient` gives it (all horizontal components, then all
 * vertical ones), for second-order total generalised variation (Bredies, Kunisch and Pock 2010).
 * E v has 3 · channels planes: all e₁₁, then all e₂₂, then all √2 e₁₂, so that the Euclidean norm at a pixel is
 * the Frobenius norm of the matrix. E ∇x holds the second differences, and vanishes exactly where x is affine,
 * borders included.
 */
export class SymmetricGradient implements BoundedOperator {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly inputSize: number;
  readonly outputSize: number;
  /** ‖E v‖² ≤ 4‖v₁‖² + 4‖v₂‖² + ½ ‖∂y v₁ + ∂x v₂‖² ≤ 8 ‖v‖². */
  readonly normSquared = 8;

  constructor(width: number, height: number, channels: number) {
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.inputSize = 2 * width * height * channels;
    this.outputSize = 3 * width * height * channels;
  }

  apply(x: Float32Array, out: Float32Array): void {
    for (let channel = 0; channel < this.channels; channel++)
      symmetricGradient(
        this.plane(x, 0, channel),
        this.plane(x, 1, channel),
        this.width,
        this.height,
        this.plane(out, 0, channel),
        this.plane(out, 1, channel),
        this.plane(out, 2, channel),
      );
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    for (let channel = 0; channel < this.channels; channel++)
      symmetricGradientAdjoint(
        this.plane(y, 0, channel),
        this.plane(y, 1, channel),
        this.plane(y, 2, channel),
        this.width,
        this.height,
        this.plane(out, 0, channel),
        this.plane(out, 1, channel),
      );
  }

  private plane(planes: Float32Array, component: number, channel: number): Float32Array {
    const size = this.width * this.height;
    const start = (component * this.channels + channel) * size;
    return planes.subarray(start, start + size);
  }
}
