/**
 * Eigenvalues of a symmetric matrix, ascending. Householder reduction to tridiagonal form, then implicit
 * QL (Golub and Van Loan, Matrix Computations, 8.3).
 * @param matrix n × n, row by row; destroyed
 */
export function symmetricEigenvalues(matrix: Float64Array, n: number): Float64Array {
  const { diagonal, offDiagonal } = tridiagonal(matrix, n);
  implicitQl(diagonal, offDiagonal);
  return diagonal.sort();
}

/** offDiagonal[i] couples i and i + 1; its last entry is 0. */
function tridiagonal(a: Float64Array, n: number) {
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    diagonal[k] = a[k * n + k]!;
    if (k + 1 >= n) break;
    // The reflection that turns the column below the diagonal into a multiple of its first entry.
    let norm = 0;
    for (let i = k + 1; i < n; i++) norm += a[i * n + k]! ** 2;
    norm = Math.sqrt(norm);
    const first = a[(k + 1) * n + k]!;
    const target = first > 0 ? -norm : norm;
    offDiagonal[k] = target;
    let length = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = a[i * n + k]! - (i === k + 1 ? target : 0);
      length += v[i]! ** 2;
    }
    if (length === 0) continue;
    const beta = 2 / length;
    // A ← (I − β v vᵀ) A (I − β v vᵀ) by a rank-two update.
    let product = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += a[i * n + j]! * v[j]!;
      p[i] = beta * sum;
      product += p[i]! * v[i]!;
    }
    for (let i = k + 1; i < n; i++) p[i]! -= (beta / 2) * product * v[i]!;
    for (let i = k + 1; i < n; i++)
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= v[i]! * p[j]! + p[i]! * v[j]!;
  }
  return { diagonal, offDiagonal };
}

function implicitQl(d: Float64Array, e: Float64Array): void {
  const n = d.length;
  for (let l = 0; l < n; l++)
    for (let sweep = 0; sweep < 60; sweep++) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]!) > Number.EPSILON * (Math.abs(d[m]!) + Math.abs(d[m + 1]!))) m++;
      if (m === l) break;
      qlSweep(d, e, l, m);
    }
}

/** One sweep with Wilkinson's shift over the unreduced block l … m. */
function qlSweep(d: Float64Array, e: Float64Array, l: number, m: number): void {
  const ratio = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.hypot(ratio, 1);
  let g = d[m]! - d[l]! + e[l]! / (ratio + (ratio >= 0 ? root : -root));
  let sine = 1;
  let cosine = 1;
  let shift = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= shift;
      e[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    const before = d[i + 1]! - shift;
    const t = (d[i]! - before) * sine + 2 * cosine * b;
    shift = sine * t;
    d[i + 1] = before + shift;
    g = cosine * t - b;
  }
  d[l]! -= shift;
  e[l] = g;
  e[m] = 0;
}
