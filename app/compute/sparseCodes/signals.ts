import { derivedSeed, seededRandom } from '../kernels/random.ts';
import type { LinearOperator } from '../operators/linearOperator.ts';

/** How codes and their data come about. */
export interface SignalModel {
  /** A, of columns of norm 1. */
  readonly dictionary: LinearOperator;
  /** Share of the entries of a code that are not zero; these are normal numbers of variance 1. */
  readonly density: number;
}

export interface Signal {
  /** The code x. */
  readonly code: Float32Array;
  /** b = A x + noise. */
  readonly data: Float32Array;
}

/**
 * The `index`-th signal of a seed.
 * @param snr E‖A x‖² over E‖noise‖² in dB; null for no noise
 */
export function drawSignal(
  { dictionary, density }: SignalModel,
  snr: number | null,
  seed: number,
  index: number,
): Signal {
  const random = seededRandom(derivedSeed(seed, index));
  const code = new Float32Array(dictionary.inputSize);
  for (let j = 0; j < code.length; j++) {
    const value = random.normal();
    if (random.uniform() < density) code[j] = value;
  }
  const data = new Float32Array(dictionary.outputSize);
  dictionary.apply(code, data);
  if (snr !== null) {
    // E‖A x‖² = E‖x‖², since the entries of x are independent and columns have norm 1.
    const sigma = Math.sqrt((density * code.length) / data.length) * 10 ** (-snr / 20);
    for (let i = 0; i < data.length; i++) data[i] = data[i]! + sigma * random.normal();
  }
  return { code, data };
}
