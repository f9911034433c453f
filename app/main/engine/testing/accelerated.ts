import { resolve } from 'node:path';
import { accelerate, withRoom } from '../../../compute/kernels/memory.ts';
import { createAccelerator } from '../threads/accelerator.ts';

/** Lets the tests of compute run in the SIMD kernels on two threads, with room until the test file has ended. */
accelerate(createAccelerator(resolve('dist/kernels/kernels.wasm'), resolve('dist/main/kernelWorker.js'), 2));
void withRoom(() => new Promise(() => undefined));
