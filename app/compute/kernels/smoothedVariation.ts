/**
 * factors[i] = weight / √(ε² + |u[i]|²) for a field u of vectors, one plane after the other, whose squared norms
 * `factors` holds.
 */
export function smoothedFactors(factors: Float32Array, weight: number, epsilon: number): void {
  for (let i = 0; i < factors.length; i++) factors[i] = weight / Math.sqrt(factors[i]! + epsilon * epsilon);
}

/**
 * field ← factors · (field − u ⟨u, field⟩ factors² / weight²), the derivative of weight · u / √(ε² + |u|²) in the
 * direction of the field; `products` is scratch.
 */
export function curveField(
  field: Float32Array,
  u: Float32Array,
  factors: Float32Array,
  weight: number,
  products: Float32Array,
): void {
  const size = factors.length;
  const scale = 1 / (weight * weight);
  products.fill(0);
  for (let at = 0; at < field.length; at += size)
    for (let i = 0; i < size; i++) products[i] = products[i]! + u[at + i]! * field[at + i]!;
  for (let i = 0; i < size; i++) products[i] = products[i]! * factors[i]! * factors[i]! * scale;
  for (let at = 0; at < field.length; at += size)
    for (let i = 0; i < size; i++) field[at + i] = factors[i]! * (field[at + i]! - u[at + i]! * products[i]!);
}
