import { floats } from '../kernels/memory.ts';
import { combine as combineFloats, dot as dotOfFloats } from '../kernels/vectors.ts';

export type Vector = Float32Array | Float64Array;

export interface SymmetricSystem<V extends Vector> {
  /** out = A x, A symmetric positive (semi)definite. */
  apply(x: V, out: V): void;
  /** out ≈ A⁻¹ r, symmetric positive definite; absent means out = r. */
  precondition?(residual: V, out: V): void;
}

/**
 * Preconditioned conjugate gradients for A x = b (Hestenes & Stiefel 1952).
 * r ← r − α A d, α = ⟨r, z⟩ / ⟨d, A d⟩; d ← z + β d, β = ⟨r⁺, z⁺⟩ / ⟨r, z⟩ with z = preconditioned r.
 */
export class ConjugateGradient<V extends Vector> {
  private readonly system: SymmetricSystem<V>;
  private readonly rightHandSide: V;
  private readonly x: V;
  private readonly residual: V;
  private readonly preconditioned: V;
  private readonly direction: V;
  private readonly image: V;
  private residualSquared = 0;
  private scaleSquared = 0;
  private product = 0;
  private lowered = 0;

  /** @param start where to begin; it is overwritten and becomes the solution */
  constructor(system: SymmetricSystem<V>, rightHandSide: V, start: V) {
    this.system = system;
    this.rightHandSide = rightHandSide;
    this.x = start;
    this.residual = alike(start);
    this.preconditioned = alike(start);
    this.direction = alike(start);
    this.image = alike(start);
    this.restart();
  }

  /** Begins anew from what the right-hand side and the solution hold now. */
  restart(): void {
    const { rightHandSide, residual } = this;
    this.system.apply(this.x, this.image);
    combine(1, rightHandSide, -1, this.image, residual);
    this.scaleSquared = dot(rightHandSide, rightHandSide);
    this.residualSquared = dot(residual, residual);
    this.lowered = 0;
    this.product = this.preconditionedProduct();
    this.direction.set(this.preconditioned);
  }

  step(): void {
    const { x, residual, preconditioned, direction, image } = this;
    this.system.apply(direction, image);
    const curvature = dot(direction, image);
    // Nothing is left to do, or only a direction that the system does not see.
    if (!(curvature > 0) || !(this.product > 0)) return;
    const length = this.product / curvature;
    combine(1, x, length, direction, x);
    combine(1, residual, -length, image, residual);
    this.residualSquared = dot(residual, residual);
    this.lowered += (length * this.product) / 2;
    const product = this.preconditionedProduct();
    combine(1, preconditioned, product / this.product, direction, direction);
    this.product = product;
  }

  /** The argument given as `start`, improved by every step. */
  solution(): V {
    return this.x;
  }

  /** ‖b − A x‖ / ‖b‖; 0 where both vanish. */
  get relativeResidual(): number {
    return this.residualSquared === 0 ? 0 : Math.sqrt(this.residualSquared / this.scaleSquared);
  }

  /** By how much ½⟨x, A x⟩ − ⟨b, x⟩ has fallen since the start. */
  get decrease(): number {
    return this.lowered;
  }

  private preconditionedProduct(): number {
    if (this.system.precondition === undefined) this.preconditioned.set(this.residual);
    else this.system.precondition(this.residual, this.preconditioned);
    return dot(this.residual, this.preconditioned);
  }
}

function alike<V extends Vector>(vector: V): V {
  // The kind of array is kept, which the compiler cannot express.
  return (vector instanceof Float32Array ? floats(vector.length) : new Float64Array(vector.length)) as V;
}

function dot(a: Vector, b: Vector): number {
  if (a instanceof Float32Array && b instanceof Float32Array) return dotOfFloats(a, b);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** out = a x + b y; `out` may be `x` or `y`. */
function combine(a: number, x: Vector, b: number, y: Vector, out: Vector): void {
  if (x instanceof Float32Array && y instanceof Float32Array && out instanceof Float32Array)
    combineFloats(a, x, b, y, out);
  else for (let i = 0; i < out.length; i++) out[i] = a * x[i]! + b * y[i]!;
}
