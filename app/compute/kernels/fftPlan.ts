import { twiddlesFor } from './fft.ts';
import { floats } from './memory.ts';

/**
 * The stages of the transform of one 2ᵃ3ᵇ5ᶜ length, laid out for `assembly/fft.ts`: their count, then radix,
 * parts, stride and the byte offset of its twiddles for each, as 32-bit integers; the twiddles as re, im pairs.
 */
export class FftPlan {
  readonly stages: Float32Array;
  readonly twiddles: Float32Array;

  constructor(length: number) {
    const factors = factorsOf(length);
    this.stages = floats(1 + 4 * factors.length);
    const table = new Int32Array(this.stages.buffer, this.stages.byteOffset, this.stages.length);
    table[0] = factors.length;
    const pairs: number[] = [];
    let remaining = length;
    for (const [i, radix] of factors.entries()) {
      const parts = remaining / radix;
      table.set([radix, parts, length / remaining, 4 * pairs.length], 1 + 4 * i);
      const { re, im } = twiddlesFor(remaining, radix);
      for (const [k, value] of re.entries()) pairs.push(value, im[k]!);
      remaining = parts;
    }
    this.twiddles = floats(pairs.length);
    this.twiddles.set(pairs);
  }
}

/** The last stage is of radix 8 or 4 where there is one: these kernels then leave out the twiddles. */
function factorsOf(length: number): number[] {
  const factors: number[] = [];
  let rest = length;
  for (const radix of [5, 3]) for (; rest % radix === 0; rest /= radix) factors.push(radix);
  const twos = Math.log2(rest);
  if (twos === 1) return [...factors, 2];
  const fours = [0, 2, 1][twos % 3]!;
  const eights = (twos - 2 * fours) / 3;
  return [...factors, ...Array<number>(eights).fill(8), ...Array<number>(fours).fill(4)];
}
