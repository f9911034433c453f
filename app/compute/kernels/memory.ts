/** SIMD kernels on several threads over one memory, lent by whoever runs compute. */
export interface Accelerator {
  readonly threads: number;
  /** Room for `length` floats, zeroed where asked; null where no more can be had. */
  allocate(length: number, zeroed: boolean): Float32Array | null;
  /** Where an array begins in the memory that kernels see; −1 for one that lies elsewhere. */
  addressOf(array: Float32Array | Int32Array): number;
  /** A few doubles a thread, in the memory that kernels see, for the sums that they make. */
  readonly sums: Float64Array;
  /** Calls the kernel with `(...given, from, to, thread)` on every thread, dividing `units` among them. */
  run(kernel: string, units: number, given: readonly number[]): void;
  /** What is allocated while `work` goes on is given back once it and all that overlap with it have ended. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

let accelerator: Accelerator | null = null;

/** From now on kernels run on `lent`; null brings back the plain ones. Without it all runs, only slower. */
export function accelerate(lent: Accelerator | null): void {
  accelerator = lent;
}

/**
 * Room for `length` floats that kernels work on, zeroed. It is a method's own for one run of it, and is
 * given back when that run has ended: nothing that outlives a run may be kept in it.
 */
export function floats(length: number): Float32Array {
  return accelerator?.allocate(length, true) ?? new Float32Array(length);
}

/** Planes of one size that lie one after the other, as kernels take stacks of them. */
export function stackOf(planes: number, size: number): Float32Array[] {
  const all = floats(planes * size);
  return Array.from({ length: planes }, (_, plane) => all.subarray(plane * size, (plane + 1) * size));
}

/** Whether planes lie as `stackOf` lays them. */
export function isStack(planes: readonly Float32Array[]): boolean {
  return planes.every(
    (plane, i) =>
      plane.buffer === planes[0]!.buffer && plane.byteOffset === planes[0]!.byteOffset + i * plane.byteLength,
  );
}

/** A copy of indices that kernels can reach. */
export function indices(values: Int32Array): Int32Array {
  const room = floats(values.length);
  const copy = new Int32Array(room.buffer, room.byteOffset, values.length);
  copy.set(values);
  return copy;
}

/** Lets `floats` give room that kernels can reach until `work` has ended; what it returns may not lie there. */
export function withRoom<T>(work: () => Promise<T>): Promise<T> {
  return accelerator === null ? work() : accelerator.during(work);
}

/** A copy that lies where `floats` gives room. */
export function copyOf(array: Float32Array): Float32Array {
  const copy = accelerator?.allocate(array.length, false);
  copy?.set(array);
  return copy ?? Float32Array.from(array);
}

/**
 * Runs a kernel of `assembly/` where one can be had and all arrays lie in its memory.
 * @param units what is divided among the threads: rows, columns or elements
 * @param arrays given to the kernel first, as addresses
 * @param numbers given after them; the kernel's last three parameters are from, to and thread
 * @returns false where the caller has to do it in plain TypeScript
 */
export function accelerated(
  kernel: string,
  units: number,
  arrays: readonly (Float32Array | Int32Array)[],
  ...numbers: number[]
): boolean {
  if (accelerator === null) return false;
  const given: number[] = [];
  for (const array of arrays) {
    const address = accelerator.addressOf(array);
    if (address < 0) return false;
    given.push(address);
  }
  accelerator.run(kernel, units, given.concat(numbers));
  return true;
}

/**
 * The same for a kernel that sums: it is given, after the arrays, where to put `count` doubles of its thread.
 * @returns the sums over all threads; null where the caller has to do it
 */
export function acceleratedSums(
  kernel: string,
  units: number,
  arrays: readonly Float32Array[],
  count: number,
  ...numbers: number[]
): number[] | null {
  if (accelerator === null) return null;
  const { sums, threads } = accelerator;
  sums.fill(0);
  if (!accelerated(kernel, units, arrays, sums.byteOffset, ...numbers)) return null;
  const totals = new Array<number>(count).fill(0);
  for (let i = 0; i < count * threads; i++) totals[i % count]! += sums[i]!;
  return totals;
}

/** How many threads a kernel may be run on: so many pieces of scratch it needs. */
export function threadCount(): number {
  return accelerator?.threads ?? 1;
}
