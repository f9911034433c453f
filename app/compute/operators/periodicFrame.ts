import { fft2, type Fft2 } from '../kernels/fft2.ts';
import { nextSmooth } from '../kernels/fft.ts';
import { floats } from '../kernels/memory.ts';
import { reflectedIndices } from '../kernels/reflect.ts';
import type { Boundary } from './convolution.ts';
import { radiusOf, type Psf } from './psf.ts';

/**
 * The periodic plane on which a blur is undone in the Fourier domain.
 *
 * With the periodic boundary it is the image itself. With reflection it is larger: the image goes on
 * through its mirror image on every side, and half-way to the opposite side's mirror image the one
 * fades into the other. So no border jumps and none rings, and near the image the mirror image of a
 * blurred picture is the blurred mirror image (exactly so for a PSF with that symmetry).
 */
export class PeriodicFrame {
  readonly width: number;
  readonly height: number;
  readonly transform: Fft2;
  private readonly across: Blend;
  private readonly down: Blend;

  constructor(width: number, height: number, psf: Psf, boundary: Boundary) {
    const margin = boundary === 'reflect' && psf.data.length > 1 ? frameMargin(psf) : 0;
    this.across = blend(width, margin);
    this.down = blend(height, margin);
    this.width = this.across.near.length;
    this.height = this.down.near.length;
    this.transform = fft2(this.width, this.height);
  }

  /** Whether the frame adds nothing. */
  get isImage(): boolean {
    return this.width === this.across.length && this.height === this.down.length;
  }

  /** The plane extended to the frame; the image lies at its top left. */
  extend(x: Float32Array): Float32Array {
    const { across, down, width, height } = this;
    const rowLength = across.length;
    const extended = floats(width * height);
    for (let row = 0; row < down.length; row++)
      for (let column = 0; column < width; column++) {
        const weight = across.weight[column]!;
        const near = x[row * rowLength + across.near[column]!]!;
        const far = x[row * rowLength + across.far[column]!]!;
        extended[row * width + column] = weight * near + (1 - weight) * far;
      }
    for (let row = down.length; row < height; row++) {
      const weight = down.weight[row]!;
      const near = down.near[row]! * width;
      const far = down.far[row]! * width;
      for (let column = 0; column < width; column++)
        extended[row * width + column] =
          weight * extended[near + column]! + (1 - weight) * extended[far + column]!;
    }
    return extended;
  }

  /** Sets the image's part of a plane to zero. */
  clearImage(extended: Float32Array): void {
    for (let row = 0; row < this.down.length; row++)
      extended.fill(0, row * this.width, row * this.width + this.across.length);
  }

  /** The image's part of the frame, written into `out`. */
  crop(extended: Float32Array, out: Float32Array): void {
    const width = this.across.length;
    for (let row = 0; row < this.down.length; row++)
      out.set(extended.subarray(row * this.width, row * this.width + width), row * width);
  }
}

/** Pixels that the frame adds to each side length, at least. */
export function frameMargin(psf: Psf): number {
  return 4 * radiusOf(psf) + 32;
}

/** Each position of the frame as weight · x[near] + (1 − weight) · x[far]. */
interface Blend {
  readonly length: number;
  readonly near: Int32Array;
  readonly far: Int32Array;
  readonly weight: Float64Array;
}

function blend(length: number, margin: number): Blend {
  const total = margin === 0 ? length : nextSmooth(length + margin);
  const gap = total - length;
  const near = reflectedIndices(length, 0, gap);
  const far = near.slice();
  const before = reflectedIndices(length, gap, 0);
  const weight = new Float64Array(total).fill(1);
  for (let i = 0; i < gap; i++) {
    far[length + i] = before[i]!;
    // From 1 to 0 over the middle half of the gap.
    const t = Math.min(1, Math.max(0, (2 * (i + 0.5)) / gap - 0.5));
    weight[length + i] = 0.5 + 0.5 * Math.cos(Math.PI * t);
  }
  return { length, near, far, weight };
}
