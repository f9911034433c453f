import { fft2 } from './fft2.ts';
import { accelerated, floats, indices } from './memory.ts';

/** The orthonormal cosine transform (DCT-II) of real planes of one size. Not reentrant: it owns its scratch. */
export interface Dct2 {
  readonly width: number;
  readonly height: number;
  /** C[v, u] = s(u) s(v) Σ x[j, i] cos(πu(2i + 1)/2w) cos(πv(2j + 1)/2h), s such that ‖C‖ = ‖x‖; `out` may be `x`. */
  forward(x: Float32Array, out: Float32Array): void;
  /** The inverse, which is the adjoint; `out` may be `spectrum`. */
  inverse(spectrum: Float32Array, out: Float32Array): void;
}

/**
 * Any size; those of the form 2ᵃ3ᵇ5ᶜ are fast. One real Fourier transform of the same size: samples are put in
 * the order 0, 2, 4, … 5, 3, 1 along both axes, and phases are taken off afterwards (Makhoul, "A fast cosine
 * transform in one and two dimensions", 1980).
 */
export function dct2(width: number, height: number): Dct2 {
  const transform = fft2(width, height);
  const { columns } = transform;
  const spectrum = { re: floats(columns * height), im: floats(columns * height) };
  const plane = floats(width * height);
  const across = axis(width);
  const down = axis(height);

  function forward(x: Float32Array, out: Float32Array): void {
    gather(x);
    transform.forward(plane, spectrum);
    const arrays = [spectrum.re, spectrum.im, out, across.table, down.table];
    if (accelerated('cosinesOf', height, arrays, width, height)) return;
    for (let v = 0; v < height; v++) rowOfCosines(v, out);
  }

  function gather(x: Float32Array): void {
    if (accelerated('cosineGather', height, [x, plane, across.order, down.order], width)) return;
    for (let row = 0; row < height; row++) {
      const from = down.order[row]! * width;
      for (let i = 0; i < width; i++) plane[row * width + i] = x[from + across.order[i]!]!;
    }
  }

  /** With P = w V(u, v) and Q = conj(w V(u, −v)): C(u) is the real part of d (P + Q)/2, C(w − u) of i d (P − Q)/2. */
  function rowOfCosines(v: number, out: Float32Array): void {
    const { re, im } = spectrum;
    const here = v * columns;
    const mirrored = (v === 0 ? 0 : height - v) * columns;
    const dr = 0.5 * down.scale[v]! * down.cos[v]!;
    const di = -0.5 * down.scale[v]! * down.sin[v]!;
    for (let u = 0; u < columns; u++) {
      const c = across.cos[u]!;
      const s = across.sin[u]!;
      const pr = c * re[here + u]! + s * im[here + u]!;
      const pi = c * im[here + u]! - s * re[here + u]!;
      const qr = c * re[mirrored + u]! + s * im[mirrored + u]!;
      const qi = s * re[mirrored + u]! - c * im[mirrored + u]!;
      out[v * width + u] = across.scale[u]! * (dr * (pr + qr) - di * (pi + qi));
      if (u > 0) out[v * width + width - u] = across.scale[u]! * -(dr * (pi - qi) + di * (pr - qr));
    }
  }

  function inverse(cosines: Float32Array, out: Float32Array): void {
    const arrays = [cosines, spectrum.re, spectrum.im, across.table, down.table];
    if (!accelerated('spectrumOfCosines', height, arrays, width, height))
      for (let v = 0; v < height; v++) rowOfPhases(v, cosines);
    transform.inverse(spectrum, plane);
    if (accelerated('cosineScatter', height, [plane, out, across.order, down.order], width)) return;
    for (let row = 0; row < height; row++) {
      const to = down.order[row]! * width;
      for (let i = 0; i < width; i++) out[to + across.order[i]!] = plane[row * width + i]!;
    }
  }

  /** B(u) = conj(d) (C(u, v) − i C(u, h − v)), V(u) = conj(w) (B(u) − i B(w − u)); C vanishes beyond the last. */
  function rowOfPhases(v: number, cosines: Float32Array): void {
    const { re, im } = spectrum;
    const near = 1 / down.scale[v]!;
    const far = v === 0 ? 0 : 1 / down.scale[height - v]!;
    const here = v * width;
    const mirrored = v === 0 ? here : (height - v) * width;
    const dr = down.cos[v]!;
    const di = down.sin[v]!;
    for (let u = 0; u < columns; u++) {
      const other = u === 0 ? 0 : width - u;
      const scale = 1 / across.scale[u]!;
      const otherScale = u === 0 ? 0 : 1 / across.scale[other]!;
      const ar = scale * near * cosines[here + u]!;
      const ai = -scale * far * cosines[mirrored + u]!;
      const br = otherScale * near * cosines[here + other]!;
      const bi = -otherScale * far * cosines[mirrored + other]!;
      // a − i b, then the two conjugate phases.
      const tr = ar + bi;
      const ti = ai - br;
      const yr = dr * tr - di * ti;
      const yi = dr * ti + di * tr;
      const c = across.cos[u]!;
      const s = across.sin[u]!;
      re[v * columns + u] = c * yr - s * yi;
      im[v * columns + u] = c * yi + s * yr;
    }
  }

  return { width, height, forward, inverse };
}

/** Along one axis: where each sample of the reordered sequence comes from, the phases πk/2n, the norms; these three as one table too. */
function axis(length: number) {
  const order = Int32Array.from({ length }, (_, i) => (2 * i < length ? 2 * i : 2 * (length - i) - 1));
  const angle = (k: number) => (Math.PI * k) / (2 * length);
  const table = floats(3 * length);
  const [cos, sin, scale] = [0, 1, 2].map((part) => table.subarray(part * length, (part + 1) * length));
  for (let k = 0; k < length; k++) {
    cos![k] = Math.cos(angle(k));
    sin![k] = Math.sin(angle(k));
    scale![k] = Math.sqrt((k === 0 ? 1 : 2) / length);
  }
  return { order: indices(order), table, cos: cos!, sin: sin!, scale: scale! };
}
