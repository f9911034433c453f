/**
 * Pointwise arithmetic of vector fields for the smoothed total variation. A field has `planes` planes of
 * `factors.length` numbers; a pixel's vector is made of the same place of all of them.
 */

/** factors[i] = 1 / √(ε² + |field[i]|²). @returns the sum of the reciprocals: the smoothed total variation */
export function inverseNorms(
  field: Float32Array,
  planes: number,
  epsilon: number,
  factors: Float32Array,
): number {
  const size = factors.length;
  factors.fill(epsilon * epsilon);
  for (let at = 0; at < planes * size; at += size)
    for (let i = 0; i < size; i++) factors[i] = factors[i]! + field[at + i]! * field[at + i]!;
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const norm = Math.sqrt(factors[i]!);
    sum += norm;
    factors[i] = 1 / norm;
  }
  return sum;
}

/** out = weight · factors · field; `out` may be `field`. */
export function scaleField(
  field: Float32Array,
  planes: number,
  factors: Float32Array,
  weight: number,
  out: Float32Array,
): void {
  const size = factors.length;
  for (let at = 0; at < planes * size; at += size)
    for (let i = 0; i < size; i++) out[at + i] = weight * factors[i]! * field[at + i]!;
}

/**
 * field ← weight · factors · (field − u ⟨u, field⟩ factors²), the derivative of u / √(ε² + |u|²) in the
 * direction of the field; `products` is scratch.
 */
export function curveField(
  field: Float32Array,
  u: Float32Array,
  planes: number,
  factors: Float32Array,
  weight: number,
  products: Float32Array,
): void {
  const size = factors.length;
  products.fill(0);
  for (let at = 0; at < planes * size; at += size)
    for (let i = 0; i < size; i++) products[i] = products[i]! + u[at + i]! * field[at + i]!;
  for (let i = 0; i < size; i++) products[i] = products[i]! * factors[i]! * factors[i]!;
  for (let at = 0; at < planes * size; at += size)
    for (let i = 0; i < size; i++)
      field[at + i] = weight * factors[i]! * (field[at + i]! - u[at + i]! * products[i]!);
}
