import type { BoundedOperator, InvertibleNormal } from './linearOperator.ts';

/** An operator for one plane applied to each of several channels. */
export class Channelwise<A extends BoundedOperator = BoundedOperator> implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared: number;
  protected readonly single: A;

  constructor(single: A, channels: number) {
    this.single = single;
    this.inputSize = channels * single.inputSize;
    this.outputSize = channels * single.outputSize;
    this.normSquared = single.normSquared;
  }

  apply(x: Float32Array, out: Float32Array): void {
    this.forEachChannel(x, out, (input, output) => this.single.apply(input, output));
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.forEachChannel(out, y, (output, input) => this.single.applyAdjoint(input, output));
  }

  private forEachChannel(
    ofInput: Float32Array,
    ofOutput: Float32Array,
    visit: (input: Float32Array, output: Float32Array) => void,
  ): void {
    const { inputSize, outputSize } = this.single;
    for (let channel = 0; channel * inputSize < this.inputSize; channel++)
      visit(
        ofInput.subarray(channel * inputSize, (channel + 1) * inputSize),
        ofOutput.subarray(channel * outputSize, (channel + 1) * outputSize),
      );
  }
}

/** The same for an operator with a direct solution of (AᵀA + c I) x = b. */
export class InvertibleChannelwise extends Channelwise<InvertibleNormal> implements InvertibleNormal {
  solveNormal(b: Float32Array, shift: number, out: Float32Array): void {
    const { inputSize } = this.single;
    for (let start = 0; start < b.length; start += inputSize)
      this.single.solveNormal(
        b.subarray(start, start + inputSize),
        shift,
        out.subarray(start, start + inputSize),
      );
  }
}
