import { acceleratedSums, accelerated, floats, isStack, stackOf, threadCount } from './memory.ts';

/** The two difference fields of each channel of a plane with periodic boundary, and room to work on them. */
export interface Field {
  readonly across: readonly Float32Array[];
  readonly down: readonly Float32Array[];
  readonly factors: Float32Array;
  readonly scratch: Float32Array;
}

export function createField(channels: number, width: number, height: number): Field {
  const size = width * height;
  return {
    across: stackOf(channels, size),
    down: stackOf(channels, size),
    factors: floats(size),
    scratch: floats(threadCount() * (width + 4)),
  };
}

/**
 * The d- and u-steps of ADMM for isotropic, channel-coupled TV on a periodic plane, in one sweep. With
 * v = ∇x + u it sets u ← v projected on vectors of length ≤ `radius` (all channels' differences at a pixel
 * are one vector), so that d = v − u is the shrunk v, and writes out = ∇ᵀ(d − u) for the next x-step.
 * @returns TV(x)
 */
export function splitGradient(
  x: readonly Float32Array[],
  width: number,
  height: number,
  radius: number,
  u: Field,
  out: readonly Float32Array[],
): number {
  const { factors, scratch } = u;
  const size = [width, height, x.length] as const;
  const fields = [u.across[0]!, u.down[0]!, factors];
  if ([x, u.across, u.down, out].every(isStack)) {
    const sums = acceleratedSums('splitProject', height, [x[0]!, ...fields, scratch], 1, ...size, radius);
    if (sums !== null && accelerated('splitForce', height, [...fields, out[0]!], ...size)) return sums[0]!;
  }
  const norms = factors.subarray(0, width);
  const lengths = scratch.subarray(0, width);
  let variation = 0;
  for (const plane of out) plane.fill(0);
  for (let row = 0; row < height; row++) {
    const here = row * width;
    const below = row + 1 < height ? here + width : 0;
    norms.fill(0);
    lengths.fill(0);
    for (let c = 0; c < x.length; c++)
      addDifferences(x[c]!, u.across[c]!, u.down[c]!, here, below, width, norms, lengths);
    for (let i = 0; i < width; i++) {
      norms[i] = radius / Math.max(radius, Math.sqrt(norms[i]!));
      variation += Math.sqrt(lengths[i]!);
    }
    for (let c = 0; c < x.length; c++)
      projectAndScatter(u.across[c]!, u.down[c]!, here, below, width, norms, out[c]!);
  }
  return variation;
}

/** u ← v = ∇x + u in one row; norms gain |v|², lengths |∇x|². */
function addDifferences(
  x: Float32Array,
  across: Float32Array,
  down: Float32Array,
  here: number,
  below: number,
  width: number,
  norms: Float32Array,
  lengths: Float32Array,
): void {
  const last = width - 1;
  let value = x[here]!;
  for (let i = 0; i < width; i++) {
    const next = x[i < last ? here + i + 1 : here]!;
    const dx = next - value;
    const dy = x[below + i]! - value;
    const vx = across[here + i]! + dx;
    const vy = down[here + i]! + dy;
    across[here + i] = vx;
    down[here + i] = vy;
    norms[i] = norms[i]! + vx * vx + vy * vy;
    lengths[i] = lengths[i]! + dx * dx + dy * dy;
    value = next;
  }
}

/** v → u = factor · v in one row; ∇ᵀ(v − 2u) is added to `out`. */
function projectAndScatter(
  across: Float32Array,
  down: Float32Array,
  here: number,
  below: number,
  width: number,
  factors: Float32Array,
  out: Float32Array,
): void {
  let left = across[here + width - 1]! * (1 - 2 * factors[width - 1]!);
  for (let i = 0; i < width; i++) {
    const factor = factors[i]!;
    const keep = 1 - 2 * factor;
    const vx = across[here + i]!;
    const vy = down[here + i]!;
    const wx = vx * keep;
    const wy = vy * keep;
    across[here + i] = vx * factor;
    down[here + i] = vy * factor;
    out[here + i] = out[here + i]! + left - wx - wy;
    out[below + i] = out[below + i]! + wy;
    left = wx;
  }
}
