import { createComplex, fft, nextSmooth } from '../kernels/fft.ts';
import type { ScanGeometry } from './radon.ts';

/**
 * The classical inverse of the Radon transform from angles spread evenly over 180°: every view is filtered by the
 * band-limited ramp (Ramachandran and Lakshminarayanan 1971) and smeared back along its rays.
 * @param views as `Radon` gives them
 */
export function filteredBackProjection(geometry: ScanGeometry, views: Float32Array, out: Float32Array): void {
  const { width, height, angles, bins, spacing, pixel } = geometry;
  const filter = rampFilter(bins);
  // The integral over 180° of angles; the ramp is per bin, the integrals are in units of `pixel`.
  const scale = Math.PI / (angles.length * spacing * pixel);
  out.fill(0);
  angles.forEach((angle, i) => {
    const view = filter(views.subarray(i * bins, (i + 1) * bins));
    const [cos, sin] = [Math.cos(angle) / spacing, Math.sin(angle) / spacing];
    for (let row = 0, at = 0; row < height; row++) {
      const y = (row - (height - 1) / 2) * sin + (bins - 1) / 2;
      for (let column = 0; column < width; column++, at++) {
        const bin = (column - (width - 1) / 2) * cos + y;
        const left = Math.floor(bin);
        const a = view[left] ?? 0;
        const b = view[left + 1] ?? 0;
        out[at] = out[at]! + scale * (a + (bin - left) * (b - a));
      }
    }
  });
}

/** Convolution with ¼ at 0, −1/(πn)² at odd n, 0 at even n, without wrapping around. */
function rampFilter(bins: number): (view: Float32Array) => Float64Array {
  const length = nextSmooth(2 * bins);
  const plan = fft(length);
  const kernel = createComplex(length);
  kernel.re[0] = 0.25;
  for (let n = 1; n < bins; n += 2) kernel.re[n] = kernel.re[length - n] = -1 / (Math.PI * n) ** 2;
  const transfer = plan.forward(kernel, createComplex(length), 1).re.slice();
  const scratch = createComplex(length);
  return (view) => {
    const data = createComplex(length);
    data.re.set(view);
    const spectrum = plan.forward(data, scratch, 1);
    for (let k = 0; k < length; k++) {
      spectrum.re[k] = (spectrum.re[k]! * transfer[k]!) / length;
      spectrum.im[k] = (spectrum.im[k]! * transfer[k]!) / length;
    }
    return plan.inverse(spectrum, spectrum === data ? scratch : data, 1).re.slice(0, bins);
  };
}
