import { basename, join } from 'node:path';
import { createImage, plane, type Image } from '../../app/compute/image.ts';
import type { Iterations, Problem } from '../../app/compute/method.ts';
import { enlargeBySolver, type ReductionValues } from '../../app/compute/methods/reduction.ts';
import { BlurDecimation } from '../../app/compute/operators/blurDecimation.ts';
import { samplePsf } from '../../app/compute/operators/psf.ts';
import { TotalVariation } from '../../app/compute/priors/totalVariation.ts';
import { ChambollePock } from '../../app/compute/solvers/chambollePock.ts';
import { cropped, noisy, picturesIn, read } from '../estimates/pictures.ts';
import { readKernels } from './kernels.ts';
import type { Choice, Trial } from './trial.ts';

/** Of ½‖A x − y‖² + λ TV(x); the best counts. */
const strengths = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3];
/** Four times as many change PSNR by less than 0.05 dB. */
const tvIterations = 150;

/**
 * USRNet's twelve blurs (eight Gaussians, four shakes), periodic, then every `scale`-th sample, with Gaussian noise
 * that is not clipped (Zhang, Van Gool and Timofte, 2020).
 */
export async function enlargeTrials({ data, side }: Choice): Promise<Trial[]> {
  const kernels = await readKernels(join(data, 'eval/kernels/kernels12.json'));
  const files = (await picturesIn(join(data, 'eval/CBSD68'), 7)).slice(0, 10);
  return [0, 2.55].flatMap((noise) =>
    [2, 3, 4].flatMap((scale) =>
      // Images turn fastest, kernels with them, so that every so-manieth trial is a fair sample.
      kernels.flatMap((_, turn) =>
        files.map((file, index): Trial => {
          const number = (index + turn) % kernels.length;
          const psf = kernels[number];
          if (psf === undefined) throw new Error(`${data} holds no kernel`);
          const values = { scale, noise, psf, reduction: 'blur', boundary: 'periodic' } as const;
          return {
            setting: `blurred, ×${scale}, σ ${noise}, 10 of CBSD68`,
            name: `${basename(file)}, kernel ${number + 1}`,
            entries: [
              {
                label: 'TV, best strength',
                method: (problem, { strength }) => totalVariation(problem, values, Number(strength)),
                parameters: {},
                oracle: { parameter: 'strength', values: strengths },
              },
              { label: 'plug and play', method: 'pnp-upscale', parameters: values },
              { label: 'unrolled', method: 'unrolled-upscale', parameters: values },
            ],
            prepare: async () => {
              const picture = await read(file, { side });
              const whole = (length: number) => length - (length % scale);
              const truth = cropped(picture, 0, 0, whole(picture.width), whole(picture.height));
              const small = createImage(truth.width / scale, truth.height / scale, truth.channels);
              const operator = new BlurDecimation(small.width, small.height, samplePsf(psf), scale);
              for (let channel = 0; channel < truth.channels; channel++)
                operator.apply(plane(truth, channel), plane(small, channel));
              return { truth, problem: { image: noisy(small, noise, 100 * index + number) } };
            },
          };
        }),
      ),
    ),
  );
}

/** The best that total variation can do with the same knowledge of the blur. */
function totalVariation({ image }: Problem, values: ReductionValues, strength: number): Iterations<Image> {
  return enlargeBySolver(image, values, tvIterations, (dataTerm, { width, height, channels, data }) => {
    const prior = new TotalVariation(width, height, channels, strength);
    return new ChambollePock(prior, dataTerm, data, { kind: 'adaptive', primalStep: 0.01 / strength });
  });
}
