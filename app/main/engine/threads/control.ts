/**
 * The block through which the engine's thread tells its workers what to do. Integers: the number of the
 * call (workers sleep on it), how many workers are still at it, which kernel, how many numbers it is
 * given, how many units, whether a worker failed. Behind them lie the numbers.
 */
export const control = { call: 0, pending: 1, kernel: 2, given: 3, units: 4, failed: 5 } as const;

const integers = 8;
/** More than any kernel takes. */
const mostGiven = 32;

export interface ControlBlock {
  readonly integers: Int32Array;
  readonly given: Float64Array;
}

export function createControlBuffer(): SharedArrayBuffer {
  return new SharedArrayBuffer(integers * 4 + mostGiven * 8);
}

export function controlBlock(buffer: SharedArrayBuffer): ControlBlock {
  return {
    integers: new Int32Array(buffer, 0, integers),
    given: new Float64Array(buffer, integers * 4, mostGiven),
  };
}

/** What a worker is started with. */
export interface WorkerInput {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  readonly thread: number;
  readonly threads: number;
}

export type Kernel = (...given: number[]) => void;

/** The module's kernels in the order of its exports, which is the same in every thread. */
export function kernelsOf(module: WebAssembly.Module, memory: WebAssembly.Memory): Map<string, Kernel> {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return new Map(
    Object.entries(exports).filter((entry): entry is [string, Kernel] => typeof entry[1] === 'function'),
  );
}

/** The share of one thread, as [from, to). */
export function share(units: number, thread: number, threads: number): [from: number, to: number] {
  return [Math.floor((units * thread) / threads), Math.floor((units * (thread + 1)) / threads)];
}
