import { createComplex, fft, nextSmooth } from './fft.ts';
import { FftPlan } from './fftPlan.ts';
import { accelerated, floats, threadCount } from './memory.ts';
import { multiplySpectrum } from './spectrum.ts';

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
  /**
   * The plane's spectrum times `factor`, or its conjugate, and back, quicker than one by one.
   * @param spectrum destroyed
   * @param out may be the plane
   */
  filter(
    plane: Float32Array,
    factor: Spectrum,
    conjugate: boolean,
    spectrum: Spectrum,
    out: Float32Array,
  ): void;
}

/** Columns transformed together: a strip of 1,024 rows then fits the second-level cache. */
const strip = 8;

/** Sizes of the form 2ᵃ3ᵇ5ᶜ are fast, others work (see `fft`). */
export function fft2(width: number, height: number): Fft2 {
  const columns = Math.floor(width / 2) + 1;
  const plain = plainPasses(width, height);
  const simd = simdPasses(width, height);

  const createSpectrum = (): Spectrum => ({ re: floats(height * columns), im: floats(height * columns) });

  const rowsForward = (plane: Float32Array, out: Spectrum) => {
    if (simd?.rowsForward(plane, out) !== true) plain().rowsForward(plane, out);
  };
  const rowsInverse = (spectrum: Spectrum, out: Float32Array) => {
    if (simd?.rowsInverse(spectrum, out) !== true) plain().rowsInverse(spectrum, out);
  };

  return {
    width,
    height,
    columns,
    createSpectrum,
    forward(plane, out = createSpectrum()) {
      rowsForward(plane, out);
      if (simd?.columns(out.re, out.im) !== true) plain().transformColumns(out, 'forward');
      return out;
    },
    inverse(spectrum, out = floats(width * height)) {
      if (simd?.columns(spectrum.im, spectrum.re) !== true) plain().transformColumns(spectrum, 'inverse');
      rowsInverse(spectrum, out);
      return out;
    },
    filter(plane, factor, conjugate, spectrum, out) {
      rowsForward(plane, spectrum);
      if (simd?.columnsFilter(spectrum, factor, conjugate ? -1 : 1) !== true) {
        plain().transformColumns(spectrum, 'forward');
        multiplySpectrum(spectrum, factor, conjugate);
        plain().transformColumns(spectrum, 'inverse');
      }
      rowsInverse(spectrum, out);
    },
  };
}

/** The passes as kernels of `assembly/fft2.ts`, each false where it could not be run; null for sizes that they do not take. */
function simdPasses(width: number, height: number) {
  if (width < leastSide || height < leastSide) return null;
  if (nextSmooth(width) !== width || nextSmooth(height) !== height) return null;
  const columns = Math.floor(width / 2) + 1;
  const row = new FftPlan(width);
  const column = new FftPlan(height);
  const scratchFloats = Math.max(16 * width, 40 * height);
  const scratch = floats(threadCount() * scratchFloats);
  const rowUnits = Math.ceil(height / 8);
  return {
    rowsForward: (plane: Float32Array, { re, im }: Spectrum) =>
      accelerated(
        'fftRowsForward',
        rowUnits,
        [plane, re, im, row.stages, row.twiddles, scratch],
        scratchFloats,
        width,
        height,
      ),
    rowsInverse: ({ re, im }: Spectrum, plane: Float32Array) =>
      accelerated(
        'fftRowsInverse',
        rowUnits,
        [re, im, plane, row.stages, row.twiddles, scratch],
        scratchFloats,
        width,
        height,
      ),
    /** Forward; with re and im exchanged, inverse. */
    columns: (re: Float32Array, im: Float32Array) =>
      accelerated(
        'fftColumns',
        Math.ceil(columns / 16),
        [re, im, column.stages, column.twiddles, scratch],
        scratchFloats,
        columns,
        height,
      ),
    columnsFilter: ({ re, im }: Spectrum, factor: Spectrum, sign: number) =>
      accelerated(
        'fftColumnsFilter',
        Math.ceil(columns / 16),
        [re, im, factor.re, factor.im, column.stages, column.twiddles, scratch],
        scratchFloats,
        columns,
        height,
        sign,
      ),
  };
}

/** What the kernels need at least: eight rows at once, and room for sixteen vectors beside a row. */
const leastSide = 16;

/** The passes in plain TypeScript and double precision; their scratch is made when they are first run. */
function plainPasses(width: number, height: number) {
  let made: ReturnType<typeof makePlainPasses> | null = null;
  return () => (made ??= makePlainPasses(width, height));
}

function makePlainPasses(width: number, height: number) {
  const columns = Math.floor(width / 2) + 1;
  const rowFft = fft(width);
  const columnFft = fft(height);
  const scratchLength = Math.max(width, height * strip);
  const a = createComplex(scratchLength);
  const b = createComplex(scratchLength);

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

  return { rowsForward, rowsInverse, transformColumns };
}
