import { describe, expect, it } from 'vitest';
import { DenseMatrix } from '../operators/denseMatrix.ts';
import { lassoSolver } from '../sparseCodes/lasso.ts';
import { adjointDefect, linearityDefect } from '../testing/adjointTest.ts';
import { normalVector } from '../testing/random.ts';
import { Ista } from './forwardBackward.ts';
import { CoupledLista, Lista } from './learnedShrinkage.ts';

const [m, n, layers, weight] = [12, 20, 9, 0.1];
const columns = normalVector(m * n, 1).map((value) => value / Math.sqrt(m));
const dictionary = new DenseMatrix(m, columns);
const data = normalVector(m, 2);
const bound = dictionary.normSquared;
const each = (value: number) => new Float32Array(layers).fill(value);

/** The columns of αAᵀ and of I − αAᵀA. */
function istaMatrices(): { input: DenseMatrix; state: DenseMatrix } {
  const [input, state] = [new Float32Array(m * n), new Float32Array(n * n)];
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < m; k++) input[k * n + i] = columns[i * m + k]! / bound;
    for (let j = 0; j < n; j++) {
      let product = 0;
      for (let k = 0; k < m; k++) product += columns[i * m + k]! * columns[j * m + k]!;
      state[j * n + i] = (i === j ? 1 : 0) - product / bound;
    }
  }
  return { input: new DenseMatrix(n, input), state: new DenseMatrix(n, state) };
}

function answersOf(solver: { step(): unknown; solution(): Float32Array }): Float32Array[] {
  return Array.from({ length: layers }, () => {
    solver.step();
    return solver.solution().slice();
  });
}

const largestDifference = (a: Float32Array[], b: Float32Array[]): number =>
  Math.max(...a.flatMap((x, layer) => [...x].map((value, i) => Math.abs(value - b[layer]![i]!))));

describe('a matrix', () => {
  it('has an exact adjoint, and a norm that no vector exceeds but one nearly reaches', () => {
    expect(adjointDefect(dictionary, 3)).toBeLessThan(1e-6);
    expect(linearityDefect(dictionary, 4)).toBeLessThan(1e-6);
    const image = new Float32Array(m);
    let x = normalVector(n, 5);
    let ratio = 0;
    for (let i = 0; i < 300; i++) {
      dictionary.apply(x, image);
      ratio = image.reduce((sum, value) => sum + value * value, 0) / x.reduce((sum, v) => sum + v * v, 0);
      expect(ratio).toBeLessThanOrEqual(bound);
      dictionary.applyAdjoint(image, x);
      const scale = Math.hypot(...x);
      x = x.map((value) => value / scale);
    }
    expect(ratio).toBeGreaterThan(0.998 * bound);
  });
});

describe('learned layers', () => {
  const ista = answersOf(lassoSolver(Ista, dictionary, data, weight));

  it('are steps of ISTA with the weights of ISTA, tied or coupled', () => {
    expect(Math.max(...ista.at(-1)!.map(Math.abs))).toBeGreaterThan(0.1);
    const tied = new Lista({ ...istaMatrices(), thresholds: each(weight / bound) }, data);
    expect(largestDifference(answersOf(tied), ista)).toBeLessThan(1e-6);
    const weights = new Array<DenseMatrix>(layers).fill(dictionary);
    const scalars = { steps: each(1 / bound), thresholds: each(weight / bound) };
    const coupled = new CoupledLista({ dictionary, weights, ...scalars }, data);
    expect(largestDifference(answersOf(coupled), ista)).toBeLessThan(1e-6);
  });

  it('use each layer’s own weight, step and threshold', () => {
    const double = new DenseMatrix(
      m,
      columns.map((value) => 2 * value),
    );
    const steps = each(1 / bound).map((value, layer) => (layer % 2 ? value / 2 : value));
    const weights = Array.from({ length: layers }, (_, layer) => (layer % 2 ? double : dictionary));
    const thresholds = each(weight / bound);
    const same = new CoupledLista({ dictionary, weights, steps, thresholds }, data);
    expect(largestDifference(answersOf(same), ista)).toBeLessThan(1e-6);
    thresholds[3] = 100;
    const blocked = answersOf(new CoupledLista({ dictionary, weights, steps, thresholds }, data));
    expect(blocked[3]!.every((value) => value === 0)).toBe(true);
    expect(blocked[2]!.some((value) => value !== 0)).toBe(true);
  });

  it('leave a code alone that explains the data and lies above the thresholds', () => {
    const code = new Float32Array(n);
    code[4] = 1;
    const image = new Float32Array(m);
    dictionary.apply(code, image);
    // W with wᵢᵀaᵢ = 1 and threshold 0: x = e₄ is a fixed point once it is reached, from zero it is near.
    const norms = Array.from({ length: n }, (_, j) =>
      columns.subarray(j * m, (j + 1) * m).reduce((sum, value) => sum + value * value, 0),
    );
    const exact = new DenseMatrix(
      m,
      columns.map((value, i) => value / norms[Math.floor(i / m)]!),
    );
    const network = { dictionary, weights: [exact], steps: each(1), thresholds: each(0) };
    const solver = new CoupledLista(network, image);
    solver.step();
    expect(solver.solution()[4]).toBeCloseTo(1, 5);
  });

  it('end with the last layer', () => {
    const solver = new Lista({ ...istaMatrices(), thresholds: each(0.1) }, data);
    answersOf(solver);
    expect(() => solver.step()).toThrow(/9 layers/);
  });
});
