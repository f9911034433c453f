/** Filters on a window of coverage bytes; each writes the `size`² pixels around which `halo` are given. */

/** A square window: the cell's pixels with `halo` more on every side; row length is size + 2 halo. */
export interface Neighbourhood {
  readonly data: Uint8Array;
  readonly size: number;
  readonly halo: number;
}

/**
 * Flat dilation by the disk dx² + dy² ≤ radius². The disk is a stack of horizontal chords; the maximum
 * over a chord is that of two overlapping runs of 2ᵏ pixels, whose maxima are tabulated for every k.
 */
export function dilate({ data, size, halo }: Neighbourhood, radius: number): Uint8Array<ArrayBuffer> {
  const stride = size + 2 * halo;
  const reach = Math.floor(radius);
  const tables: Uint8Array[] = [data];
  for (let run = 1; 2 * run <= 2 * reach + 1; run *= 2) {
    const half = tables[tables.length - 1] ?? data;
    const whole = half.slice();
    for (let i = 0; i + run < whole.length; i++) {
      const other = half[i + run] ?? 0;
      if (other > (whole[i] ?? 0)) whole[i] = other;
    }
    tables.push(whole);
  }
  const out = new Uint8Array(size * size);
  for (let dy = -reach; dy <= reach; dy++) {
    const chord = Math.floor(Math.sqrt(radius * radius - dy * dy));
    const level = Math.floor(Math.log2(2 * chord + 1));
    const table = tables[level] ?? data;
    const second = 2 * chord + 1 - 2 ** level;
    for (let y = 0; y < size; y++) {
      let source = (y + halo + dy) * stride + halo - chord;
      for (let i = y * size; i < (y + 1) * size; i++, source++) {
        const most = Math.max(table[source] ?? 0, table[source + second] ?? 0);
        if (most > (out[i] ?? 0)) out[i] = most;
      }
    }
  }
  return out;
}

/** The samples of a Gaussian to three standard deviations, with sum 1. */
export function gaussianKernel(sigma: number): Float32Array {
  const reach = Math.ceil(3 * sigma);
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  );
  const sum = kernel.reduce((total, value) => total + value, 0);
  return kernel.map((value) => value / sum);
}

/** Convolution with `kernel` along both axes; its reach must not be larger than the halo. */
export function blur({ data, size, halo }: Neighbourhood, kernel: Float32Array): Uint8Array<ArrayBuffer> {
  const stride = size + 2 * halo;
  const reach = (kernel.length - 1) / 2;
  const across = new Float32Array(stride * size);
  for (let y = 0; y < stride; y++) {
    for (let x = 0; x < size; x++) {
      const source = y * stride + x + halo - reach;
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += (kernel[k] ?? 0) * (data[source + k] ?? 0);
      across[y * size + x] = sum;
    }
  }
  const out = new Uint8Array(size * size);
  const row = new Float32Array(size);
  for (let y = 0; y < size; y++) {
    row.fill(0.5);
    for (let k = 0; k < kernel.length; k++) {
      const weight = kernel[k] ?? 0;
      const source = (y + halo - reach + k) * size;
      for (let x = 0; x < size; x++) row[x] = (row[x] ?? 0) + weight * (across[source + x] ?? 0);
    }
    for (let x = 0; x < size; x++) out[y * size + x] = row[x] ?? 0;
  }
  return out;
}
