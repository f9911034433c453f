import { workerData } from 'node:worker_threads';
import { control, controlBlock, kernelsOf, share, type WorkerInput } from './control.ts';

// Given by `createAccelerator`, which the compiler checked.
const { module, memory, control: buffer, thread, threads } = workerData as WorkerInput;
const { integers, given } = controlBlock(buffer);
const kernels = [...kernelsOf(module, memory).values()];

for (let call = 0; ;) {
  Atomics.wait(integers, control.call, call);
  call = Atomics.load(integers, control.call);
  try {
    const [from, to] = share(integers[control.units] ?? 0, thread, threads);
    const numbers = given.subarray(0, integers[control.given]);
    if (from < to) kernels[integers[control.kernel] ?? -1]?.(...numbers, from, to, thread);
  } catch {
    Atomics.store(integers, control.failed, 1);
  }
  // The last one wakes the engine's thread, which waits for all.
  if (Atomics.sub(integers, control.pending, 1) === 1) Atomics.notify(integers, control.pending);
}
