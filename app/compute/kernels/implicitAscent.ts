/**
 * q ← λ (q + τ ∇x) / (λ + τ |∇x|), pixel by pixel, |∇x| over all channels: Chambolle's semi-implicit step for
 * q = λ p. Forward differences with Neumann boundary; q holds all horizontal components, then all
 * vertical ones.
 */
export function implicitAscent(
  x: Float32Array,
  size: { readonly width: number; readonly height: number; readonly channels: number },
  step: number,
  weight: number,
  dual: Float32Array,
): void {
  const { width, height, channels } = size;
  const plane = width * height;
  const half = plane * channels;
  for (let row = 0, i = 0; row < height; row++) {
    const down = row + 1 < height ? width : 0;
    for (let column = 0; column < width; column++, i++) {
      const right = column + 1 < width ? 1 : 0;
      let squared = 0;
      for (let at = i; at < half; at += plane) {
        const dx = x[at + right]! - x[at]!;
        const dy = x[at + down]! - x[at]!;
        squared += dx * dx + dy * dy;
      }
      const scale = weight / (weight + step * Math.sqrt(squared));
      for (let at = i; at < half; at += plane) {
        dual[at] = (dual[at]! + step * (x[at + right]! - x[at]!)) * scale;
        dual[half + at] = (dual[half + at]! + step * (x[at + down]! - x[at]!)) * scale;
      }
    }
  }
}
