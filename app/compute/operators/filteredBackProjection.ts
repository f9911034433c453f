import type { ScanGeometry } from './radon.ts';
import { RampFilter } from './rampFilter.ts';

/**
 * The classical inverse of the Radon transform from angles spread evenly over 180°: every view is filtered by the
 * ramp and smeared back along its rays, between bins linearly.
 * @param views as `Radon` gives them
 */
export function filteredBackProjection(geometry: ScanGeometry, views: Float32Array, out: Float32Array): void {
  const { width, height, angles, bins, spacing, pixel } = geometry;
  const filtered = new Float32Array(views.length);
  new RampFilter(bins, angles.length, 1).apply(views, filtered);
  // The integral over 180° of angles; the ramp is per bin, the integrals are in units of `pixel`.
  const scale = Math.PI / (angles.length * spacing * pixel);
  out.fill(0);
  angles.forEach((angle, i) => {
    const view = filtered.subarray(i * bins, (i + 1) * bins);
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
