import { createComplex, fft } from './fft.ts';

/**
 * The half spectrum of a real plane, `height` rows of `columns = floor(width / 2) + 1` numbers; the other
 * half follows from X(−u, −v) = conj X(u, v).
 */
export interface Spectrum {
  readonly re: Float32Array;
  readonly im: Float32Array;
}

/** Discrete Fourier transform of real planes of one size. Not reentrant: it owns its scratch. */
export interface Fft2 {
  readonly width: number;
  readonly height: number;
  /** Numbers in a row of the half spectrum. */
  readonly columns: number;
  createSpectrum(): Spectrum;
  /** X[v, u] = Σ x[y, x] e^{−2πi (ux/width + vy/height)}; unnormalised. */
  forward(plane: Float32Array, out?: Spectrum): Spectrum;
  /** Normalised, so that inverse(forward(x)) = x. `spectrum` is destroyed. */
  inverse(spectrum: Spectrum, out?: Float32Array): Float32Array;
}

/** Columns transformed together: a strip of 1,024 rows then fits the second-level cache. */
const strip = 8;

/** Sizes of the form 2ᵃ3ᵇ5ᶜ are fast, others work (see `fft`). */
export function fft2(width: number, height: number): Fft2 {
  const columns = Math.floor(width / 2) + 1;
  const rowFft = fft(width);
  const columnFft = fft(height);
  const scratchLength = Math.max(width, height * strip);
  const a = createComplex(scratchLength);
  const b = createComplex(scratchLength);

  const createSpectrum = (): Spectrum => ({
    re: new Float32Array(height * columns),
    im: new Float32Array(height * columns),
  });

  /** Two real rows go through one complex transform, and part again by their symmetry. */
  function rowsForward(plane: Float32Array, { re, im }: Spectrum) {
    for (let y = 0; y < height; y += 2) {
      const paired = y + 1 < height;
      for (let x = 0, i = y * width; x < width; x++, i++) {
        a.re[x] = plane[i]!;
        a.im[x] = paired ? plane[i + width]! : 0;
      }
      const z = rowFft.forward(a, b, 1);
      const first = y * columns;
      const second = first + columns;
      for (let u = 0; u < columns; u++) {
        const mirrored = u === 0 ? 0 : width - u;
        const zr = z.re[u]!;
        const zi = z.im[u]!;
        const mr = z.re[mirrored]!;
        const mi = z.im[mirrored]!;
        re[first + u] = 0.5 * (zr + mr);
        im[first + u] = 0.5 * (zi - mi);
        if (paired) {
          re[second + u] = 0.5 * (zi + mi);
          im[second + u] = 0.5 * (mr - zr);
        }
      }
    }
  }

  function rowsInverse({ re, im }: Spectrum, plane: Float32Array) {
    const scale = 1 / (width * height);
    for (let y = 0; y < height; y += 2) {
      const paired = y + 1 < height;
      const first = y * columns;
      const second = first + columns;
      for (let u = 0; u < columns; u++) {
        const pr = re[first + u]!;
        const pi = im[first + u]!;
        const qr = paired ? re[second + u]! : 0;
        const qi = paired ? im[second + u]! : 0;
        const mirrored = u === 0 ? 0 : width - u;
        a.re[mirrored] = pr + qi;
        a.im[mirrored] = qr - pi;
        a.re[u] = pr - qi;
        a.im[u] = pi + qr;
      }
      const z = rowFft.inverse(a, b, 1);
      for (let x = 0, i = y * width; x < width; x++, i++) {
        plane[i] = z.re[x]! * scale;
        if (paired) plane[i + width] = z.im[x]! * scale;
      }
    }
  }

  function transformColumns({ re, im }: Spectrum, direction: 'forward' | 'inverse') {
    for (let left = 0; left < columns; left += strip) {
      const batch = Math.min(strip, columns - left);
      for (let y = 0, to = 0; y < height; y++)
        for (let i = y * columns + left, end = i + batch; i < end; i++, to++) {
          a.re[to] = re[i]!;
          a.im[to] = im[i]!;
        }
      const z = columnFft[direction](a, b, batch);
      for (let y = 0, from = 0; y < height; y++)
        for (let i = y * columns + left, end = i + batch; i < end; i++, from++) {
          re[i] = z.re[from]!;
          im[i] = z.im[from]!;
        }
    }
  }

  return {
    width,
    height,
    columns,
    createSpectrum,
    forward(plane, out = createSpectrum()) {
      rowsForward(plane, out);
      transformColumns(out, 'forward');
      return out;
    },
    inverse(spectrum, out = new Float32Array(width * height)) {
      transformColumns(spectrum, 'inverse');
      rowsInverse(spectrum, out);
      return out;
    },
  };
}
