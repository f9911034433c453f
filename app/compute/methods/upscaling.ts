import { likeImage, type Image } from '../image.ts';
import { floats } from '../kernels/memory.ts';
import type { ForwardModel, Iterations, Problem } from '../method.ts';
import { Downsampling } from '../operators/downsampling.ts';
import { Resampling, type ResamplingKernel } from '../operators/resample.ts';
import { integer } from '../parameters.ts';

export const scaleParameter = integer({
  label: 'Scale',
  help: 'Output pixels per input pixel along each side.',
  min: 2,
  max: 8,
  default: 2,
  unit: '×',
});

/** y = A x + noise, A the antialiased decimation; what the data determine of x is A⁺A x, exactly. */
export function decimationModel({ image }: Problem, scale: number, noise: number | null): ForwardModel {
  const operator = new Downsampling(image, scale);
  const solveGram = operator.gramSolver(0);
  const apply = (x: Image): Image => {
    const y = likeImage(image);
    operator.apply(x.data, y.data);
    return y;
  };
  return {
    apply,
    projectOnRange(x) {
      const y = apply(x);
      solveGram(y.data);
      const projected = likeImage(x);
      operator.applyAdjoint(y.data, projected.data);
      return projected;
    },
    noise,
    estimated: true,
  };
}

/** The image enlarged by interpolation, one channel after the other. */
export async function* enlarge(image: Image, scale: number, kernel: ResamplingKernel): Iterations<Image> {
  const { width, height, channels } = image;
  const size = { width: width * scale, height: height * scale };
  const result = { ...size, channels, data: floats(size.width * size.height * channels) };
  const operator = new Resampling({ width, height, channels: 1 }, result, kernel);
  for (let channel = 0; channel < channels; channel++) {
    const from = channel * operator.inputSize;
    const to = channel * operator.outputSize;
    operator.apply(
      image.data.subarray(from, from + operator.inputSize),
      result.data.subarray(to, to + operator.outputSize),
    );
    yield await Promise.resolve({ iteration: channel + 1, iterations: channels });
  }
  return result;
}
