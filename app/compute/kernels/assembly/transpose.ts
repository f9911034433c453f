import { store4 } from './lanes';

/** Rows of vectors a b c d become columns, written 16 bytes apart at `to`. */
// @ts-ignore: decorator
@inline
export function transposeTo(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  store4(to, v128.shuffle<i64>(ab, cd, 0, 2));
  store4(to + 16, v128.shuffle<i64>(ab, cd, 1, 3));
  store4(to + 32, v128.shuffle<i64>(ab2, cd2, 0, 2));
  store4(to + 48, v128.shuffle<i64>(ab2, cd2, 1, 3));
}

/** The same to four rows that lie `gap` apart. */
// @ts-ignore: decorator
@inline
export function transposeToRows(to: usize, gap: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  store4(to, v128.shuffle<i64>(ab, cd, 0, 2));
  store4(to + gap, v128.shuffle<i64>(ab, cd, 1, 3));
  store4(to + gap * 2, v128.shuffle<i64>(ab2, cd2, 0, 2));
  store4(to + gap * 3, v128.shuffle<i64>(ab2, cd2, 1, 3));
}
