import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserFacingError } from '../../../compute/errors.ts';
import { DenseMatrix } from '../../../compute/operators/denseMatrix.ts';
import { CoupledLista, Lista } from '../../../compute/solvers/learnedShrinkage.ts';
import type { Contestant, SparseTarget } from '../../../compute/sparseCodes/errorCurves.ts';
import { hashFile } from '../network/catalogue.ts';
import { readSafetensors, type Tensor } from './safetensors.ts';

/** What the card beside the weights says that is needed here; the rest is the record of the training. */
const cardSchema = z.object({
  kind: z.literal('sparse-codes'),
  file: z.string().regex(/^[\w.-]+\.safetensors$/u),
  sha256: z.string(),
  /** µ of the lasso. */
  weight: z.number().positive(),
  density: z.number().min(0).max(1),
  networks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      target: z.enum(['code', 'lasso']),
      form: z.enum(['lista', 'coupled']),
      /** Signal-to-noise ratios in dB that a row of thresholds and of steps each are for; null is no noise. */
      noises: z.array(z.number().nullable()).min(1),
      /** Of the tensor with W of each layer; one that a single layer has serves all. */
      weights: z.string().optional(),
    }),
  ),
});

type Card = z.infer<typeof cardSchema>;
type Tensors = ReadonlyMap<string, Tensor>;

/** The trained networks with the problem that they were trained for. */
export interface SparseCodeNetworks {
  readonly dictionary: DenseMatrix;
  readonly weight: number;
  readonly density: number;
  /** The networks for a target; for noise of another level than they know, with the numbers of the nearest. */
  contestants(target: SparseTarget, snr: number | null): Contestant[];
}

const name = 'lista';

/** Reads the networks from the folder of models. @throws UserFacingError where they are missing or damaged */
export async function openSparseCodeNetworks(modelsFolder: string): Promise<SparseCodeNetworks> {
  const folder = join(modelsFolder, name);
  try {
    const card = cardSchema.parse(JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')));
    const path = join(folder, card.file);
    if ((await hashFile(path)) !== card.sha256) throw new RangeError('its SHA-256 differs');
    const tensors = readSafetensors(await readFile(path));
    const dictionary = matrixOf(tensors, 'dictionary');
    return {
      dictionary,
      weight: card.weight,
      density: card.density,
      contestants: (target, snr) =>
        card.networks
          .filter((network) => network.target === target)
          .map((network) => contestantOf(network, tensors, dictionary, snr)),
    };
  } catch (error) {
    const what = error instanceof RangeError ? error.message : 'they cannot be read';
    throw new UserFacingError(
      `the networks for sparse codes are damaged: ${what}`,
      'install the app again',
      name,
    );
  }
}

function contestantOf(
  { id, title, target, form, noises, weights: weightsName }: Card['networks'][number],
  tensors: Tensors,
  dictionary: DenseMatrix,
  snr: number | null,
): Contestant {
  const key = `${target}/${id}`;
  const row = nearest(noises, snr);
  const thresholds = rowOf(tensorOf(tensors, `${key}/thresholds`), row);
  const common = { id, title, steps: thresholds.length };
  if (form === 'lista') {
    const input = matrixOf(tensors, `${key}/input`);
    const state = matrixOf(tensors, `${key}/state`);
    const network = { input, state, thresholds };
    return {
      ...common,
      flopsPerStep: 2 * state.inputSize ** 2,
      start: (data) => new Lista(network, data),
    };
  }
  const layers = matricesOf(tensors, weightsName ?? `${key}/weights`);
  const weights = Array.from(thresholds, (_, layer) => layerOf(layers, layer));
  const network = { dictionary, weights, steps: rowOf(tensorOf(tensors, `${key}/steps`), row), thresholds };
  return {
    ...common,
    flopsPerStep: 4 * dictionary.inputSize * dictionary.outputSize,
    start: (data) => new CoupledLista(network, data),
  };
}

/** The place of the level that is nearest, where no noise is farther than any. */
function nearest(noises: readonly (number | null)[], snr: number | null): number {
  const exact = noises.indexOf(snr);
  if (exact >= 0 || snr === null) return Math.max(0, exact);
  const distances = noises.map((level) => (level === null ? 1e6 : Math.abs(level - snr)));
  return distances.indexOf(Math.min(...distances));
}

function tensorOf(tensors: Tensors, key: string): Tensor {
  const tensor = tensors.get(key);
  if (tensor === undefined) throw new RangeError(`${key} is missing`);
  return tensor;
}

function rowOf({ shape, values }: Tensor, row: number): Float32Array {
  const width = shape.at(-1) ?? 0;
  return values.slice(row * width, (row + 1) * width);
}

/** A stack of matrices, each column by column; those of 8 bits have a scale for each column beside them. */
function matricesOf(tensors: Tensors, key: string): DenseMatrix[] {
  const { shape, values } = tensorOf(tensors, key);
  const [columns = 0, height = 0] = shape.slice(-2);
  const scales = tensors.get(`${key}/scales`)?.values;
  const entries = scales ? values.map((value, i) => value * (scales[Math.floor(i / height)] ?? NaN)) : values;
  const size = columns * height;
  return Array.from(
    { length: entries.length / size },
    (_, index) => new DenseMatrix(height, entries.subarray(index * size, (index + 1) * size)),
  );
}

function matrixOf(tensors: Tensors, key: string): DenseMatrix {
  const [matrix] = matricesOf(tensors, key);
  if (matrix === undefined) throw new RangeError(`${key} is empty`);
  return matrix;
}

/** One matrix may serve all layers. */
function layerOf(layers: readonly DenseMatrix[], layer: number): DenseMatrix {
  const matrix = layers[layer % layers.length];
  if (matrix === undefined) throw new Error('the network has no matrices');
  return matrix;
}
