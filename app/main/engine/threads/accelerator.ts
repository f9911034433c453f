import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Accelerator } from '../../../compute/kernels/memory.ts';
import { control, controlBlock, createControlBuffer, kernelsOf, share, type WorkerInput } from './control.ts';

/** An accelerator with threads of its own. */
export interface ThreadPool extends Accelerator {
  close(): Promise<void>;
}

const pageBytes = 65536;
const mostPages = 65536;
/** Beyond these, threads wait for memory rather than compute. */
const mostThreads = 8;
/** Allocations begin at cache lines. */
const lineBytes = 64;
/**
 * So many lines are left between two allocations, by turns: the same row of arrays whose size is a power of
 * two would otherwise fall into the same few lines of the cache.
 */
const gapLines = [1, 9, 17, 25, 5, 13, 21, 29] as const;
/** The memory grows by at least so much. */
const leastGrowthBytes = 2 ** 24;
/** Floats that are cleared by all threads at least. */
const leastShared = 2 ** 15;
/** A kernel takes seconds at most: a thread that is silent for longer is dead. */
const longestWaitMs = 120_000;

/**
 * @param wasmPath the compiled kernels
 * @param workerPath the built `kernelWorker`
 * @param threads including the caller's own
 */
export function createAccelerator(
  wasmPath: string,
  workerPath: string,
  threads = Math.min(mostThreads, availableParallelism()),
): ThreadPool {
  const module = new WebAssembly.Module(readFileSync(wasmPath));
  const memory = new WebAssembly.Memory({ initial: 16, maximum: mostPages, shared: true });
  const kernels = kernelsOf(module, memory);
  const indices = new Map([...kernels.keys()].map((name, index) => [name, index]));
  const buffer = createControlBuffer();
  const { integers, given } = controlBlock(buffer);
  const workers = Array.from({ length: threads - 1 }, (_, index) => {
    const input: WorkerInput = { module, memory, control: buffer, thread: index + 1, threads };
    const worker = new Worker(workerPath, { workerData: input });
    worker.unref();
    return worker;
  });
  // The memory's buffer is another object after it has grown, over the same bytes.
  const buffers = new WeakSet<ArrayBufferLike>([memory.buffer]);
  const base = pageBytes;
  let top = base;
  let users = 0;
  let allocations = 0;

  function grow(bytes: number): boolean {
    const missing = bytes - memory.buffer.byteLength;
    if (missing <= 0) return true;
    const left = mostPages * pageBytes - memory.buffer.byteLength;
    if (missing > left) return false;
    try {
      memory.grow(Math.ceil(Math.min(left, Math.max(missing, leastGrowthBytes)) / pageBytes));
    } catch {
      return false;
    }
    buffers.add(memory.buffer);
    return true;
  }

  function run(kernel: string, units: number, numbers: readonly number[]): void {
    const own = kernels.get(kernel);
    const index = indices.get(kernel);
    if (own === undefined || index === undefined) throw new Error(`no such kernel: ${kernel}`);
    if (units < threads || workers.length === 0) {
      own(...numbers, 0, units, 0);
      return;
    }
    given.set(numbers);
    integers[control.kernel] = index;
    integers[control.given] = numbers.length;
    integers[control.units] = units;
    Atomics.store(integers, control.pending, workers.length);
    Atomics.add(integers, control.call, 1);
    Atomics.notify(integers, control.call);
    own(...numbers, ...share(units, 0, threads), 0);
    for (let left = Atomics.load(integers, control.pending); left > 0;) {
      if (Atomics.wait(integers, control.pending, left, longestWaitMs) === 'timed-out')
        throw new Error(`a thread of the kernel ${kernel} does not answer`);
      left = Atomics.load(integers, control.pending);
    }
    if (Atomics.exchange(integers, control.failed, 0) !== 0)
      throw new Error(`a thread of the kernel ${kernel} failed`);
  }

  return {
    threads,
    // Below the room that is lent, above the kernels' own few constants.
    sums: new Float64Array(memory.buffer, base / 2, mostThreads * 4),
    allocate(length, zeroed) {
      if (users === 0) return null;
      const gap = gapLines[allocations++ % gapLines.length] ?? 1;
      const bytes = (Math.ceil((4 * length) / lineBytes) + gap) * lineBytes;
      if (!grow(top + bytes)) return null;
      const array = new Float32Array(memory.buffer, top, length);
      // Filling shared memory from JavaScript is several times slower, waking threads for little slower still.
      if (zeroed && length > leastShared) run('clear', Math.ceil(length / 1024), [top, length]);
      else if (zeroed) array.fill(0);
      top += bytes;
      return array;
    },
    addressOf: (array) => (buffers.has(array.buffer) ? array.byteOffset : -1),
    run,
    async during(work) {
      users++;
      try {
        return await work();
      } finally {
        users--;
        if (users === 0) top = base;
      }
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
