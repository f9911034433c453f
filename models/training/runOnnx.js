/**
 * Runs an ONNX network by the app's own ONNX Runtime on the cases in a folder: `node runOnnx.js FILE FOLDER`.
 * `cases.json` lists the shape of every input by its name; `0.image`, … are raw floats; writes `0.restored`, ….
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import ort from 'onnxruntime-node';

const [, , path = '', folder = ''] = argv;
const session = await ort.InferenceSession.create(path, { graphOptimizationLevel: 'all' });
const cases = JSON.parse(await readFile(join(folder, 'cases.json'), 'utf8'));

/** The floats of a file as a tensor. */
async function tensor(/** @type {string} */ name, /** @type {number[]} */ shape) {
  const { buffer, byteOffset, byteLength } = await readFile(join(folder, name));
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  return new ort.Tensor('float32', new Float32Array(bytes), shape);
}

for (const [index, shapes] of cases.entries()) {
  /** @type {Record<string, ort.Tensor>} */
  const feeds = {};
  for (const [name, shape] of Object.entries(shapes)) feeds[name] = await tensor(`${index}.${name}`, shape);
  const { restored } = await session.run(feeds);
  await writeFile(join(folder, `${index}.restored`), new Uint8Array(restored.data.buffer));
}
