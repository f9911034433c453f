/**
 * Indices of a row of `length` grown by `before` and `after` (default the same) through half-sample symmetric
 * reflection: … 1 0 | 0 1 2 … n−1 | n−1 n−2 …, again and again where the growth exceeds the row.
 */
export function reflectedIndices(length: number, before: number, after = before): Int32Array {
  return Int32Array.from({ length: before + length + after }, (_, i) => {
    const period = 2 * length;
    const position = (((i - before) % period) + period) % period;
    return position < length ? position : period - 1 - position;
  });
}

/** The same with wrapping around: … n−1 | 0 1 … n−1 | 0 … */
export function wrappedIndices(length: number, before: number, after = before): Int32Array {
  return Int32Array.from(
    { length: before + length + after },
    (_, i) => (((i - before) % length) + length) % length,
  );
}

/** The same with nothing around: −1 … −1 | 0 1 … n−1 | −1 … −1. */
export function paddedIndices(length: number, before: number, after = before): Int32Array {
  return Int32Array.from({ length: before + length + after }, (_, i) =>
    i < before || i >= before + length ? -1 : i - before,
  );
}
