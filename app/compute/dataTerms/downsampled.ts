import { floats } from '../kernels/memory.ts';
import type { Downsampling } from '../operators/downsampling.ts';
import { ConjugateGradient } from '../solvers/conjugateGradient.ts';
import type { DataTerm } from './dataTerm.ts';

/**
 * ½‖A x − y‖² for a decimation A; or, `exact`, the indicator of {x : A x = y}.
 * prox: u = x + Aᵀ (A Aᵀ + 1/step)⁻¹ (y − A x), where 1/step is 0 for the indicator (Woodbury).
 */
export class Downsampled implements DataTerm {
  private readonly operator: Downsampling;
  private readonly y: Float32Array;
  private readonly exact: boolean;
  private readonly residual: Float32Array;
  private readonly multiplier: Float32Array;
  private readonly lifted: Float32Array;
  private shift = NaN;
  private solve: () => void = () => undefined;

  constructor(operator: Downsampling, y: Float32Array, exact: boolean) {
    this.operator = operator;
    this.y = y;
    this.exact = exact;
    this.residual = floats(y.length);
    this.multiplier = floats(y.length);
    this.lifted = floats(operator.inputSize);
  }

  value(x: Float32Array): number {
    if (this.exact) return 0;
    this.measure(x);
    let sum = 0;
    for (const value of this.residual) sum += value * value;
    return sum / 2;
  }

  prox(x: Float32Array, step: number, out: Float32Array): void {
    const shift = this.exact ? 0 : 1 / step;
    if (shift !== this.shift) this.prepare(shift);
    this.measure(x);
    this.solve();
    this.operator.applyAdjoint(this.multiplier, this.lifted);
    for (let i = 0; i < x.length; i++) out[i] = x[i]! + this.lifted[i]!;
  }

  private measure(x: Float32Array): void {
    const { residual, y } = this;
    this.operator.apply(x, residual);
    for (let i = 0; i < y.length; i++) residual[i] = y[i]! - residual[i]!;
  }

  private prepare(shift: number): void {
    this.shift = shift;
    const { operator, residual, multiplier } = this;
    const solveGram = operator.gramSolver(shift);
    if (shift === 0) {
      this.solve = () => {
        multiplier.set(residual);
        solveGram(multiplier);
      };
      return;
    }
    const system = {
      apply: (u: Float32Array, out: Float32Array) => operator.applyGram(u, shift, out),
      precondition: (r: Float32Array, out: Float32Array) => {
        out.set(r);
        solveGram(out);
      },
    };
    const gradients = new ConjugateGradient(system, residual, multiplier);
    this.solve = () => {
      // The multiplier of the last prox is close already.
      gradients.restart();
      for (let i = 0; i < mostInnerSteps && gradients.relativeResidual > innerTolerance; i++)
        gradients.step();
    };
  }
}

const mostInnerSteps = 12;
const innerTolerance = 1e-4;
