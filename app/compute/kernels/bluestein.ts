import { createComplex, inverseOf, type Complex, type Fft } from './fft.ts';

/**
 * The transform of any length as a convolution with a chirp: jk = (j² + k² − (k − j)²) / 2.
 * Bluestein, "A linear filtering approach to the computation of the discrete Fourier transform", 1970.
 * @param padded a plan of at least `2 * length − 1`
 */
export function bluestein(length: number, padded: Fft): Fft {
  const chirp = createComplex(length);
  for (let j = 0; j < length; j++) {
    const angle = (-Math.PI * ((j * j) % (2 * length))) / length;
    chirp.re[j] = Math.cos(angle);
    chirp.im[j] = Math.sin(angle);
  }
  const filter = spectrumOfConjugate(chirp, length, padded);

  function forward(data: Complex, _scratch: Complex, batch: number): Complex {
    const a = createComplex(padded.length * batch);
    const b = createComplex(padded.length * batch);
    multiplyRows(data, chirp, a, length, batch);
    const spectrum = padded.forward(a, b, batch);
    multiplyRows(spectrum, filter, spectrum, padded.length, batch);
    const convolved = padded.inverse(spectrum, spectrum === a ? b : a, batch);
    multiplyRows(convolved, chirp, data, length, batch);
    return data;
  }

  return { length, forward, inverse: inverseOf(forward) };
}

/** Transform of the conjugate chirp laid out symmetrically, divided by the padded length. */
function spectrumOfConjugate(chirp: Complex, length: number, padded: Fft): Complex {
  const filter = createComplex(padded.length);
  for (let j = 0; j < length; j++) {
    const mirrored = (padded.length - j) % padded.length;
    filter.re[j] = filter.re[mirrored] = chirp.re[j]! / padded.length;
    filter.im[j] = filter.im[mirrored] = -chirp.im[j]! / padded.length;
  }
  return padded.forward(filter, createComplex(padded.length), 1);
}

/** out[j, b] = x[j, b] factors[j]; `out` may be `x`. */
function multiplyRows(x: Complex, factors: Complex, out: Complex, rows: number, batch: number): void {
  for (let j = 0; j < rows; j++) {
    const fr = factors.re[j]!;
    const fi = factors.im[j]!;
    for (let i = j * batch, end = i + batch; i < end; i++) {
      const re = x.re[i]!;
      const im = x.im[i]!;
      out.re[i] = re * fr - im * fi;
      out.im[i] = re * fi + im * fr;
    }
  }
}
