import { floats } from '../kernels/memory.ts';
import { normalVector } from './random.ts';

type Value = (x: Float32Array) => number;
/** out = argmin_u ½‖u − x‖² + step · f(u). */
type Prox = (x: Float32Array, step: number, out: Float32Array) => void;

/**
 * By how much a random neighbour beats the claimed minimiser of ½‖u − x‖² + step · f(u): at most rounding
 * for a true prox. Neighbours lie at all scales from 1e-3 to 1, so that kinks and far minima are seen.
 */
export function proxDefect(value: Value, prox: Prox, x: Float32Array, step: number, seed: number): number {
  const u = floats(x.length);
  prox(x, step, u);
  const objective = (v: Float32Array) => {
    let sum = 0;
    for (let i = 0; i < v.length; i++) sum += (v[i]! - x[i]!) ** 2;
    return sum / 2 + step * value(v);
  };
  const claimed = objective(u);
  let worst = 0;
  for (let trial = 0; trial < 200; trial++) {
    const direction = normalVector(x.length, seed + trial);
    const scale = 10 ** (-3 + (trial % 7) / 2);
    const neighbour = u.map((entry, i) => entry + scale * direction[i]!);
    worst = Math.max(worst, claimed - objective(neighbour));
  }
  return worst;
}

/** The largest entry of x − prox_{step f}(x) − step · prox_{f* / step}(x / step) (Moreau). */
export function moreauDefect(prox: Prox, conjugateProx: Prox, x: Float32Array, step: number): number {
  const primal = floats(x.length);
  const dual = floats(x.length);
  prox(x, step, primal);
  conjugateProx(
    x.map((value) => value / step),
    1 / step,
    dual,
  );
  return x.reduce((worst, value, i) => Math.max(worst, Math.abs(value - primal[i]! - step * dual[i]!)), 0);
}
