const [a, b, c] = [Math.sqrt(1 / 3), Math.sqrt(1 / 2), Math.sqrt(1 / 6)];

/**
 * Turns three planes R, G, B into lightness (R + G + B)/√3 and the differences (R − B)/√2 and (R − 2G + B)/√6, in
 * place. The map is a rotation: white noise stays white, while photographs have little in the differences.
 */
export function toOpponentColours(red: Float32Array, green: Float32Array, blue: Float32Array): void {
  for (let i = 0; i < red.length; i++) {
    const [r, g, v] = [red[i]!, green[i]!, blue[i]!];
    red[i] = a * (r + g + v);
    green[i] = b * (r - v);
    blue[i] = c * (r - 2 * g + v);
  }
}

/** The inverse. */
export function fromOpponentColours(first: Float32Array, second: Float32Array, third: Float32Array): void {
  for (let i = 0; i < first.length; i++) {
    const [l, p, q] = [a * first[i]!, b * second[i]!, c * third[i]!];
    first[i] = l + p + q;
    second[i] = l - 2 * q;
    third[i] = l - p + q;
  }
}
