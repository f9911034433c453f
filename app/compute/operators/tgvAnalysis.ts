import { coupledGradient, subtractCoupled } from '../kernels/coupledGradient.ts';
import { Gradient } from './gradient.ts';
import type { BoundedOperator } from './linearOperator.ts';
import { SymmetricGradient } from './symmetricGradient.ts';

/**
 * K (u, v) = (∇u − v, E v), the analysis of second-order total generalised variation. The stacked variable
 * is u (`channels` planes) and then v (twice as many); the result is ∇u − v (twice as many), then E v (three
 * times as many).
 */
export class TgvAnalysis implements BoundedOperator {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly inputSize: number;
  readonly outputSize: number;
  /** The largest eigenvalue of [8, √8; √8, 1 + 8], as ‖∇‖² and ‖E‖² are at most 8: (17 + √33) / 2. */
  readonly normSquared = (17 + Math.sqrt(33)) / 2;
  private readonly gradient: Gradient;
  private readonly symmetrized: SymmetricGradient;

  constructor(width: number, height: number, channels: number) {
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.gradient = new Gradient(width, height, channels);
    this.symmetrized = new SymmetricGradient(width, height, channels);
    this.inputSize = 3 * this.gradient.inputSize;
    this.outputSize = 5 * this.gradient.inputSize;
  }

  /** Length of u. */
  get imageSize(): number {
    return this.gradient.inputSize;
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { width, height, imageSize } = this;
    this.eachChannel(x, out, (u, vx, vy, px, py) => {
      coupledGradient(u, vx, vy, width, height, px, py);
    });
    this.symmetrized.apply(x.subarray(imageSize), out.subarray(2 * imageSize));
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    const { width, height, imageSize } = this;
    this.gradient.applyAdjoint(y.subarray(0, 2 * imageSize), out.subarray(0, imageSize));
    this.symmetrized.applyAdjoint(y.subarray(2 * imageSize), out.subarray(imageSize));
    this.eachChannel(out, y, (_u, vx, vy, px, py) => {
      subtractCoupled(px, py, width, height, vx, vy);
    });
  }

  private eachChannel(
    x: Float32Array,
    y: Float32Array,
    visit: (u: Float32Array, vx: Float32Array, vy: Float32Array, px: Float32Array, py: Float32Array) => void,
  ): void {
    const { width, height, channels } = this;
    const size = width * height;
    for (let c = 0; c < channels; c++) {
      const plane = (of: Float32Array, kind: number) =>
        of.subarray((kind * channels + c) * size, (kind * channels + c + 1) * size);
      visit(plane(x, 0), plane(x, 1), plane(x, 2), plane(y, 0), plane(y, 1));
    }
  }
}
