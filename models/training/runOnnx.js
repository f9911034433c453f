/**
 * Runs an ONNX network by the app's own ONNX Runtime on the cases in a folder: `node runOnnx.js FILE FOLDER`.
 * `cases.json` lists the images' shapes; `0.image`, `0.noise`, … are raw floats; writes `0.restored`, ….
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import ort from 'onnxruntime-node';

const [, , path = '', folder = ''] = argv;
const session = await ort.InferenceSession.create(path, { graphOptimizationLevel: 'all' });
const shapes = JSON.parse(await readFile(join(folder, 'cases.json'), 'utf8'));

/** The floats of a file as a tensor. */
async function tensor(/** @type {string} */ name, /** @type {number[]} */ shape) {
  const { buffer, byteOffset, byteLength } = await readFile(join(folder, name));
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  return new ort.Tensor('float32', new Float32Array(bytes), shape);
}

for (const [index, [count, channels, height, width]] of shapes.entries()) {
  const { restored } = await session.run({
    image: await tensor(`${index}.image`, [count, channels, height, width]),
    noise: await tensor(`${index}.noise`, [count, 1, height, width]),
  });
  await writeFile(join(folder, `${index}.restored`), new Uint8Array(restored.data.buffer));
}
