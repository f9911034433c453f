import type { Image } from '../image.ts';
import { floats } from '../kernels/memory.ts';
import type { Random } from '../kernels/random.ts';
import { distanceSquared } from '../kernels/vectors.ts';
import { Convolution } from '../operators/convolution.ts';
import { samplePsf } from '../operators/psf.ts';
import { TotalVariation } from '../priors/totalVariation.ts';
import { Admm } from '../solvers/admm.ts';
import { CosineStep } from '../solvers/quadraticStep.ts';

/** What was measured: a grey picture under a Gaussian blur with white noise. */
export interface Measuring {
  /** Standard deviation of the blur in pixels. */
  readonly blur: number;
  /** Standard deviation of the noise in 8-bit units. */
  readonly noise: number;
  /** λ of the energy that explains it. */
  readonly strength: number;
}

/** λ/ρ of the solver, as in total variation deblurring. */
const contrast = 0.1;

/** E(x) = ½‖k ⋆ x − y‖² + λ TV(x) on pictures of one size, reflected at the border. */
export class TvInversion {
  readonly measuring: Measuring;
  private readonly convolution: Convolution;
  private readonly prior: TotalVariation;
  private readonly step: CosineStep;
  private readonly image: Float32Array;

  constructor(width: number, height: number, measuring: Measuring) {
    const psf = samplePsf({ kind: 'gaussian', sigma: measuring.blur });
    this.measuring = measuring;
    this.convolution = new Convolution(width, height, psf, 'reflect');
    this.prior = new TotalVariation(width, height, 1, measuring.strength);
    this.step = new CosineStep(width, height, psf);
    this.image = floats(width * height);
  }

  /** k ⋆ x with noise, not clipped. */
  measure(truth: Image, random: Random): Image {
    const data = new Float32Array(truth.data.length);
    this.convolution.apply(truth.data, data);
    const scale = this.measuring.noise / 255;
    for (let i = 0; i < data.length; i++) data[i] = data[i]! + scale * random.normal();
    return { ...truth, data };
  }

  energy(x: Float32Array, y: Float32Array): number {
    this.convolution.apply(x, this.image);
    return distanceSquared(this.image, y) / 2 + this.prior.value(x);
  }

  /** An iterative solver that begins at the data. */
  solver(y: Float32Array): Admm {
    return new Admm(this.convolution, y, this.prior, this.step, y, this.prior.weight / contrast);
  }
}
