import { floats } from '../kernels/memory.ts';
import { combine } from '../kernels/vectors.ts';
import { softThreshold } from '../kernels/softThreshold.ts';
import type { LinearOperator } from '../operators/linearOperator.ts';
import type { Solver, StepReport } from './iterate.ts';

/** A solver that looks for a sparse code x of b ≈ A x, from x = 0. */
export interface CodeSolver extends Solver {
  /** The current x, valid until the next step. */
  solution(): Float32Array;
}

/** A network of as many layers as there are thresholds θ. */
interface Layers {
  readonly thresholds: Float32Array;
}

export interface ListaWeights extends Layers {
  /** B: from data to codes. */
  readonly input: LinearOperator;
  /** S: from codes to codes. */
  readonly state: LinearOperator;
}

export interface CoupledWeights extends Layers {
  /** A: from codes to data. */
  readonly dictionary: LinearOperator;
  /** W of each layer, of A's shape. */
  readonly weights: readonly LinearOperator[];
  /** γ of each layer. */
  readonly steps: Float32Array;
}

/**
 * LISTA: x⁺ = S_θ(B b + S x), a step of ISTA whose matrices are learned, the same in all layers (Gregor and
 * LeCun 2010). With B = Aᵀ/L, S = I − AᵀA/L and θ = µ/L it is ISTA on ½‖A x − b‖² + µ‖x‖₁. One step is one
 * layer.
 */
export class Lista implements CodeSolver {
  private readonly x: Float32Array;
  private readonly given: Float32Array;
  private readonly moved: Float32Array;
  private readonly network: ListaWeights;
  private layer = 0;

  constructor(network: ListaWeights, data: Float32Array) {
    const size = network.input.outputSize;
    this.network = network;
    this.x = floats(size);
    this.moved = floats(size);
    this.given = floats(size);
    network.input.apply(data, this.given);
  }

  step(): StepReport {
    const { x, given, moved, network } = this;
    const threshold = thresholdOf(network, this.layer++);
    network.state.apply(x, moved);
    combine(1, given, 1, moved, moved);
    softThreshold(moved, threshold, x);
    return {};
  }

  solution(): Float32Array {
    return this.x;
  }
}

/**
 * x⁺ = S_θ(x + γ Wᵀ(b − A x)): LISTA-CP where W is learned for each layer (Chen, Liu, Wang and Yin 2018), ALISTA
 * where one W is computed from A and only γ and θ are learned (Liu, Chen, Wang and Yin 2019). With W = A,
 * γ = 1/L and θ = µ/L it is ISTA. One step is one layer.
 */
export class CoupledLista implements CodeSolver {
  private readonly x: Float32Array;
  private readonly moved: Float32Array;
  private readonly residual: Float32Array;
  private readonly data: Float32Array;
  private readonly network: CoupledWeights;
  private layer = 0;

  /** @param data copied */
  constructor(network: CoupledWeights, data: Float32Array) {
    const { inputSize, outputSize } = network.dictionary;
    this.network = network;
    this.x = floats(inputSize);
    this.moved = floats(inputSize);
    this.residual = floats(outputSize);
    this.data = floats(outputSize);
    this.data.set(data);
  }

  step(): StepReport {
    const { x, moved, residual, data, network } = this;
    const layer = this.layer++;
    const threshold = thresholdOf(network, layer);
    network.dictionary.apply(x, residual);
    combine(1, data, -1, residual, residual);
    network.weights[layer]!.applyAdjoint(residual, moved);
    combine(1, x, network.steps[layer]!, moved, moved);
    softThreshold(moved, threshold, x);
    return {};
  }

  solution(): Float32Array {
    return this.x;
  }
}

function thresholdOf({ thresholds }: Layers, layer: number): number {
  const threshold = thresholds[layer];
  if (threshold === undefined) throw new RangeError(`the network has ${thresholds.length} layers`);
  return threshold;
}
