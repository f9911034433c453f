/**
 * The symmetrised gradient of one vector field (v₁, v₂) that lives where forward differences do: v₁ half a pixel
 * to the right, v₂ half a pixel down. e₁₁ = ∂x⁻v₁ and e₂₂ = ∂y⁻v₂ fall on pixels, e₁₂ = (∂y⁺v₁ + ∂x⁺v₂)/2 on
 * corners; `shear` is √2 e₁₂. Differences that would need v₁ of the last column, v₂ of the last row or
 * anything beyond the border are 0.
 */
export function symmetricGradient(
  v1: Float32Array,
  v2: Float32Array,
  width: number,
  height: number,
  e11: Float32Array,
  e22: Float32Array,
  shear: Float32Array,
): void {
  for (let row = 0, i = 0; row < height; row++) {
    const inner = row > 0 && row + 1 < height;
    const below = row + 1 < height;
    for (let column = 0; column < width; column++, i++) {
      e11[i] = column > 0 && column + 1 < width ? v1[i]! - v1[i - 1]! : 0;
      e22[i] = inner ? v2[i]! - v2[i - width]! : 0;
      shear[i] =
        below && column + 1 < width ? Math.SQRT1_2 * (v1[i + width]! - v1[i]! + v2[i + 1]! - v2[i]!) : 0;
    }
  }
}

/** The exact adjoint of `symmetricGradient`. */
export function symmetricGradientAdjoint(
  e11: Float32Array,
  e22: Float32Array,
  shear: Float32Array,
  width: number,
  height: number,
  v1: Float32Array,
  v2: Float32Array,
): void {
  for (let row = 0, i = 0; row < height; row++) {
    const below = row + 1 < height;
    for (let column = 0; column < width; column++, i++) {
      const right = column + 1 < width;
      const corner = right && below ? shear[i]! : 0;
      let first = 0;
      if (right) {
        first = (row > 0 ? shear[i - width]! : 0) - corner;
        first *= Math.SQRT1_2;
        if (column > 0) first += e11[i]!;
        if (column + 2 < width) first -= e11[i + 1]!;
      }
      let second = 0;
      if (below) {
        second = (column > 0 ? shear[i - 1]! : 0) - corner;
        second *= Math.SQRT1_2;
        if (row > 0) second += e22[i]!;
        if (row + 2 < height) second -= e22[i + width]!;
      }
      v1[i] = first;
      v2[i] = second;
    }
  }
}
