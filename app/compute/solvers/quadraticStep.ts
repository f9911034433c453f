import { dct2, type Dct2 } from '../kernels/dct2.ts';
import { combine } from '../kernels/vectors.ts';
import { floats } from '../kernels/memory.ts';
import { mirroredTransfer } from '../operators/invertibleConvolution.ts';
import { secondDifferenceEigenvalues } from '../operators/laplacianSpectrum.ts';
import type { LinearOperator } from '../operators/linearOperator.ts';
import type { Psf } from '../operators/psf.ts';
import { ConjugateGradient } from './conjugateGradient.ts';

/** The x-step of the splitting methods: x = (AᵀA + penalty · KᵀK)⁻¹ b. */
export interface QuadraticStep {
  /** `x` holds the last solution, from which an iterative solver may start, and is overwritten. */
  solve(b: Float32Array, penalty: number, x: Float32Array): void;
}

const mostInnerSteps = 30;
const innerTolerance = 1e-5;

/** By conjugate gradients from the last x: some steps to begin with, few later. */
export class ConjugateGradientStep implements QuadraticStep {
  private readonly rightSide: Float32Array;
  private readonly x: Float32Array;
  private readonly gradients: ConjugateGradient<Float32Array>;
  private penalty = 1;

  /** @param forward A  @param analysis K */
  constructor(forward: LinearOperator, analysis: LinearOperator) {
    const size = forward.inputSize;
    const image = floats(forward.outputSize);
    const lifted = floats(analysis.outputSize);
    const pulled = floats(size);
    this.rightSide = floats(size);
    this.x = floats(size);
    const apply = (x: Float32Array, out: Float32Array) => {
      forward.apply(x, image);
      forward.applyAdjoint(image, out);
      analysis.apply(x, lifted);
      analysis.applyAdjoint(lifted, pulled);
      combine(1, out, this.penalty, pulled, out);
    };
    this.gradients = new ConjugateGradient({ apply }, this.rightSide, this.x);
  }

  solve(b: Float32Array, penalty: number, x: Float32Array): void {
    this.penalty = penalty;
    this.rightSide.set(b);
    this.x.set(x);
    const { gradients } = this;
    gradients.restart();
    for (let i = 0; i < mostInnerSteps && gradients.relativeResidual > innerTolerance; i++) gradients.step();
    x.set(this.x);
  }
}

/**
 * Exact by the cosine transform, where A convolves one plane with a PSF that is its own mirror image, K is the
 * gradient, and both reflect at the border.
 */
export class CosineStep implements QuadraticStep {
  private readonly transform: Dct2;
  private readonly cosines: Float32Array;
  /** Eigenvalues of AᵀA and of KᵀK. */
  private readonly gains: Float32Array;
  private readonly slopes: Float32Array;

  constructor(width: number, height: number, psf: Psf) {
    this.transform = dct2(width, height);
    this.cosines = floats(width * height);
    this.gains = mirroredTransfer(width, height, psf).map((gain) => gain * gain);
    const across = secondDifferenceEigenvalues(width, 'reflect');
    const down = secondDifferenceEigenvalues(height, 'reflect');
    this.slopes = this.gains.map((_, i) => across[i % width]! + down[Math.floor(i / width)]!);
  }

  solve(b: Float32Array, penalty: number, x: Float32Array): void {
    const { transform, cosines, gains, slopes } = this;
    transform.forward(b, cosines);
    for (let i = 0; i < cosines.length; i++) cosines[i] = cosines[i]! / (gains[i]! + penalty * slopes[i]!);
    transform.inverse(cosines, x);
  }
}
