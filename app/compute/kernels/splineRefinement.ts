/**
 * Refinement of cell-centred values by two along one axis: fine cell i takes ¾ of its own coarse cell and ¼
 * of the neighbour on its side, which is the subdivision of quadratic B-splines. At the border the straight
 * line through the last two coarse cells goes on.
 */
export interface Refinement {
  readonly near: Int32Array;
  readonly far: Int32Array;
  readonly nearWeight: Float64Array;
  readonly farWeight: Float64Array;
}

export function splineRefinement(fine: number, coarse: number): Refinement {
  const near = new Int32Array(fine);
  const far = new Int32Array(fine);
  const nearWeight = new Float64Array(fine);
  const farWeight = new Float64Array(fine);
  for (let i = 0; i < fine; i++) {
    const own = i >> 1;
    const neighbour = i % 2 === 0 ? own - 1 : own + 1;
    const inside = neighbour >= 0 && neighbour < coarse;
    const inwards = Math.min(coarse - 1, Math.max(0, 2 * own - neighbour));
    near[i] = own;
    far[i] = inside ? neighbour : inwards;
    nearWeight[i] = inside ? 0.75 : 1.25;
    farWeight[i] = inside ? 0.25 : -0.25;
  }
  return { near, far, nearWeight, farWeight };
}

/** fine += P coarse where `unknown` is 1. */
export function addRefined(
  alongX: Refinement,
  alongY: Refinement,
  unknown: Uint8Array,
  coarse: Float64Array,
  coarseWidth: number,
  fine: Float64Array,
): void {
  const width = alongX.near.length;
  for (let row = 0; row < alongY.near.length; row++) {
    const near = alongY.near[row]! * coarseWidth;
    const far = alongY.far[row]! * coarseWidth;
    const nearWeight = alongY.nearWeight[row]!;
    const farWeight = alongY.farWeight[row]!;
    for (let column = 0; column < width; column++) {
      const i = row * width + column;
      if (unknown[i] === 0) continue;
      const a = alongX.near[column]!;
      const b = alongX.far[column]!;
      fine[i] =
        fine[i]! +
        alongX.nearWeight[column]! * (nearWeight * coarse[near + a]! + farWeight * coarse[far + a]!) +
        alongX.farWeight[column]! * (nearWeight * coarse[near + b]! + farWeight * coarse[far + b]!);
    }
  }
}

/** coarse = Pᵀ fine at the coarse cells where `coarseUnknown` is 1, else 0; `fine` is 0 at known cells. */
export function coarsenAdjoint(
  alongX: Refinement,
  alongY: Refinement,
  fine: Float64Array,
  coarseUnknown: Uint8Array,
  coarseWidth: number,
  coarse: Float64Array,
): void {
  const width = alongX.near.length;
  coarse.fill(0);
  for (let row = 0; row < alongY.near.length; row++) {
    const near = alongY.near[row]! * coarseWidth;
    const far = alongY.far[row]! * coarseWidth;
    const nearWeight = alongY.nearWeight[row]!;
    const farWeight = alongY.farWeight[row]!;
    for (let column = 0; column < width; column++) {
      const value = fine[row * width + column]!;
      if (value === 0) continue;
      const a = alongX.near[column]!;
      const b = alongX.far[column]!;
      const own = alongX.nearWeight[column]! * value;
      const other = alongX.farWeight[column]! * value;
      coarse[near + a] = coarse[near + a]! + nearWeight * own;
      coarse[far + a] = coarse[far + a]! + farWeight * own;
      coarse[near + b] = coarse[near + b]! + nearWeight * other;
      coarse[far + b] = coarse[far + b]! + farWeight * other;
    }
  }
  for (let i = 0; i < coarse.length; i++) if (coarseUnknown[i] === 0) coarse[i] = 0;
}
