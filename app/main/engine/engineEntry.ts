import { join } from 'node:path';
import { accelerate } from '../../compute/kernels/memory.ts';
import { serveChild } from '../processes/serveChild.ts';
import { engine } from './engine.ts';
import { createAccelerator } from './threads/accelerator.ts';

const here = import.meta.dirname;
try {
  accelerate(createAccelerator(join(here, '../kernels/kernels.wasm'), join(here, 'kernelWorker.js')));
} catch (error) {
  // A processor without SIMD, or an incomplete copy: everything still runs, in plain TypeScript.
  console.error(`computing without kernels: ${String(error)}`);
}
serveChild(engine);
