/** taps[j] multiplies the sample at position `origin + j` relative to where the filter stands. */
export interface Filter {
  readonly taps: readonly number[];
  readonly origin: number;
}

export interface FilterPair {
  readonly low: Filter;
  readonly high: Filter;
}

/**
 * A two-channel filter bank with perfect reconstruction:
 * a[k] = Σ low[j] x[2k + j] and d[k] = Σ high[j] x[2k + j] by the analysis pair, and x back by the
 * transpose of the same with the synthesis pair. Low-pass filters sum to √2.
 */
export interface Wavelet {
  readonly analysis: FilterPair;
  readonly synthesis: FilterPair;
  readonly orthogonal: boolean;
  /** Polynomials of a lower degree than this have no details. */
  readonly vanishingMoments: number;
}

/** The numbers in the names of the Daubechies wavelets count taps, not vanishing moments. */
export const waveletNames = ['haar', 'daubechies4', 'daubechies8', 'cdf97'] as const;
export type WaveletName = (typeof waveletNames)[number];

const root3 = Math.sqrt(3);

/** Daubechies, "Ten Lectures on Wavelets", 1992, tables 6.1 (extremal phase). */
const lowPass = {
  haar: [Math.SQRT1_2, Math.SQRT1_2],
  daubechies4: [1 + root3, 3 + root3, 3 - root3, 1 - root3].map((tap) => tap / (4 * Math.SQRT2)),
  daubechies8: [
    0.23037781330885523, 0.7148465705525415, 0.6308807679295904, -0.02798376941698385, -0.18703481171888114,
    0.030841381835986965, 0.032883011666982945, -0.010597401784997278,
  ],
} as const satisfies Record<string, readonly number[]>;

/** The high-pass filter is the low-pass one reversed, with alternating signs. */
function orthogonalWavelet(low: readonly number[]): Wavelet {
  const high = low.map((_, j) => (j % 2 === 0 ? 1 : -1) * low[low.length - 1 - j]!);
  const pair = { low: { taps: low, origin: 0 }, high: { taps: high, origin: 0 } };
  return { analysis: pair, synthesis: pair, orthogonal: true, vanishingMoments: low.length / 2 };
}

/**
 * CDF 9/7 from its lifting steps (Cohen, Daubechies & Feauveau 1992; Daubechies & Sweldens, "Factoring
 * wavelet transforms into lifting steps", 1998): odd samples are predicted from their even neighbours,
 * even ones updated from the odd ones, twice, then both are scaled. Multiplied out they are filters of
 * nine and seven taps, exact to double precision.
 */
function cdf97(): Wavelet {
  const center = 4;
  const lifted = (to: readonly number[], by: readonly number[], factor: number) =>
    to.map((tap, i) => tap + factor * ((by[i - 1] ?? 0) + (by[i + 1] ?? 0)));
  const unit: readonly number[] = Array.from({ length: 2 * center + 1 }, (_, i) => Number(i === center));
  // Each sequence is written around its own centre, so that a neighbour of the other kind is one place away.
  let [even, odd] = [unit, unit];
  for (const [predict, update] of [
    [-1.586134342059924, -0.052980118572961],
    [0.882911075530934, 0.443506852043971],
  ] as const) {
    odd = lifted(odd, even, predict);
    even = lifted(even, odd, update);
  }
  const gain = even.reduce((sum, tap) => sum + tap, 0);
  const low = even.map((tap) => (tap * Math.SQRT2) / gain);
  const high = odd.map((tap) => (tap * gain) / Math.SQRT2);
  const modulated = (taps: readonly number[]) => taps.map((tap, i) => (i % 2 === center % 2 ? tap : -tap));
  return {
    analysis: {
      low: trimmed(low, -center),
      high: trimmed(high, 1 - center),
    },
    synthesis: {
      low: trimmed(modulated(high), -center),
      high: trimmed(modulated(low), 1 - center),
    },
    orthogonal: false,
    vanishingMoments: 4,
  };
}

/** Without zero taps at either end. */
function trimmed(taps: readonly number[], origin: number): Filter {
  const first = taps.findIndex((tap) => tap !== 0);
  const last = taps.findLastIndex((tap) => tap !== 0);
  return { taps: taps.slice(first, last + 1), origin: origin + first };
}

export const wavelets: Readonly<Record<WaveletName, Wavelet>> = {
  haar: orthogonalWavelet(lowPass.haar),
  daubechies4: orthogonalWavelet(lowPass.daubechies4),
  daubechies8: orthogonalWavelet(lowPass.daubechies8),
  cdf97: cdf97(),
};

/** How far one level carries a sample, there and back: from sample to coefficient to sample. */
export function filterReach({ analysis, synthesis }: Wavelet): number {
  const reaches = (['low', 'high'] as const).flatMap((band) => {
    const [there, back] = [analysis[band], synthesis[band]];
    const offset = there.origin - back.origin;
    return [Math.abs(offset - back.taps.length + 1), Math.abs(offset + there.taps.length - 1)];
  });
  return Math.max(...reaches);
}

/**
 * Euclidean norms of the analysis filters of levels 1 to `levels`, iterated, along one axis: the standard
 * deviation of coefficients under white noise is their product over the two axes.
 */
export function noiseGains(
  { analysis }: Wavelet,
  levels: number,
): { readonly low: number; readonly high: number }[] {
  let iterated: readonly number[] = [1];
  return Array.from({ length: levels }, (_, level) => {
    const [low, high] = [analysis.low, analysis.high].map(({ taps }) => spread(iterated, taps, 2 ** level));
    iterated = low!;
    return { low: Math.hypot(...low!), high: Math.hypot(...high!) };
  });
}

/** a convolved with b, whose taps stand `spacing` apart. */
function spread(a: readonly number[], b: readonly number[], spacing: number): number[] {
  const out = new Array<number>(a.length + (b.length - 1) * spacing).fill(0);
  b.forEach((tap, j) => a.forEach((value, i) => (out[i + j * spacing]! += tap * value)));
  return out;
}

/** The bounds A ‖x‖² ≤ ‖W x‖² ≤ B ‖x‖². */
export interface FrameBounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Bounds of a separable two-dimensional transform of `levels` levels on a periodic plane. Those of one
 * level are the extreme eigenvalues of its symbol over all frequencies; a further level multiplies the
 * energy of the low-pass band by what lies between its own bounds.
 */
export function frameBounds(
  { analysis, orthogonal }: Wavelet,
  levels: number,
  decimated: boolean,
): FrameBounds {
  if (orthogonal) return { lower: 1, upper: 1 };
  let [lower, upper] = [1, 1];
  for (let level = 0; level < levels; level++) {
    const [lowGain, highGain] = [Math.sqrt(lower), Math.sqrt(upper)];
    [lower, upper] = [Infinity, 0];
    for (let i = 0; i <= frequencies; i++) {
      const omega = (Math.PI * i) / frequencies;
      const eigenvalues = decimated ? decimatedSymbol : undecimatedSymbol;
      lower = Math.min(lower, eigenvalues(analysis, omega, lowGain)[0]);
      upper = Math.max(upper, eigenvalues(analysis, omega, highGain)[1]);
    }
    [lower, upper] = [lower ** 2, upper ** 2];
  }
  return { lower, upper };
}

/** Enough for six figures: the symbols are trigonometric polynomials of degree 8. */
const frequencies = 2048;

/** |Σ taps[j] e^{iωj}|² and the like: the inner product of two filters' values at two frequencies. */
function response({ taps, origin }: Filter, omega: number): readonly [number, number] {
  let [re, im] = [0, 0];
  taps.forEach((tap, j) => {
    re += tap * Math.cos(omega * (origin + j));
    im += tap * Math.sin(omega * (origin + j));
  });
  return [re, im];
}

/** ½ (gain |H|² + |G|²), twice: without decimation frequencies do not mix. */
function undecimatedSymbol(
  { low, high }: FilterPair,
  omega: number,
  gain: number,
): readonly [number, number] {
  const [energy, detail] = [low, high].map((filter) => Math.hypot(...response(filter, omega)) ** 2);
  const value = (gain * energy! + detail!) / 2;
  return [value, value];
}

/** The eigenvalues of ½ Mᴴ diag(gain, 1) M, where M has the filters' values at ω and at ω + π as columns. */
function decimatedSymbol({ low, high }: FilterPair, omega: number, gain: number): readonly [number, number] {
  const [h0, h1, g0, g1] = [
    response(low, omega),
    response(low, omega + Math.PI),
    response(high, omega),
    response(high, omega + Math.PI),
  ];
  const square = (v: readonly [number, number]) => v[0] ** 2 + v[1] ** 2;
  const a = (gain * square(h0) + square(g0)) / 2;
  const d = (gain * square(h1) + square(g1)) / 2;
  const re = (gain * (h0[0] * h1[0] + h0[1] * h1[1]) + g0[0] * g1[0] + g0[1] * g1[1]) / 2;
  const im = (gain * (h0[0] * h1[1] - h0[1] * h1[0]) + g0[0] * g1[1] - g0[1] * g1[0]) / 2;
  const spread = Math.hypot((a - d) / 2, re, im);
  return [(a + d) / 2 - spread, (a + d) / 2 + spread];
}
