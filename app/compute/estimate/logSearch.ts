/** Where a function of a positive number is sought. */
export interface LogRange {
  readonly low: number;
  readonly high: number;
  /** Where to begin, between the two. */
  readonly start: number;
  /** The first steps go by this factor, which is to be smaller than the valley is wide. */
  readonly factor: number;
  /** Ends once the place is known to this share of itself. */
  readonly tolerance: number;
}

interface Point {
  /** ln of the argument. */
  readonly at: number;
  readonly value: number;
}

const mostRefinements = 12;

/**
 * The place of a function's least value on a logarithmic scale: down the slope from `start` in steps of
 * `factor` until it rises again, then by parabolas through the three best places, each kept off its
 * neighbours so that the bracket shrinks (Brent, Algorithms for Minimization without Derivatives, 1973).
 * For a function with one valley; the lower end of the range or the upper where it falls towards it.
 */
export function leastOnLogScale(f: (x: number) => number, range: LogRange): number {
  const known = new Map<number, Point>();
  const low = Math.log(range.low);
  const high = Math.log(range.high);
  const step = Math.log(range.factor);
  const probe = (place: number): Point => {
    const at = Math.min(high, Math.max(low, place));
    const found = known.get(at) ?? { at, value: f(Math.exp(at)) };
    known.set(at, found);
    return found;
  };
  let middle = probe(Math.log(range.start));
  let left = probe(middle.at - step);
  let right = probe(middle.at + step);
  while (left.value < middle.value && left.at > low)
    [left, middle, right] = [probe(left.at - step), left, middle];
  while (right.value < middle.value && right.at < high)
    [left, middle, right] = [middle, right, probe(right.at + step)];
  if (left.value < middle.value) return range.low;
  if (right.value < middle.value) return range.high;
  for (let round = 0; round < mostRefinements && right.at - left.at > range.tolerance; round++) {
    const vertex = vertexOf(left, middle, right);
    if (Math.abs(vertex - middle.at) < range.tolerance / 2) return Math.exp(vertex);
    const next = probe(vertex);
    if (next.value < middle.value)
      [left, middle, right] = vertex < middle.at ? [left, next, middle] : [middle, next, right];
    else if (vertex < middle.at) left = next;
    else right = next;
  }
  return Math.exp(middle.at);
}

/** Of the parabola through three places, at least a tenth of the way off each end; the middle if flat. */
function vertexOf(left: Point, middle: Point, right: Point): number {
  const before = middle.at - left.at;
  const after = right.at - middle.at;
  const rise = (left.value - middle.value) * after;
  const fall = (right.value - middle.value) * before;
  const curvature = rise + fall;
  if (!(curvature > 0) || !(before > 0) || !(after > 0)) return middle.at;
  const shift = (rise * after - fall * before) / (2 * curvature);
  return Math.min(right.at - after / 10, Math.max(left.at + before / 10, middle.at + shift));
}

/**
 * The place where an increasing function of a positive number crosses zero, by bisection on a logarithmic
 * scale with secants (the Illinois rule: a bound that stays put counts half); an end of the range where
 * it does not cross.
 */
export function crossingOnLogScale(f: (x: number) => number, range: LogRange): number {
  const step = Math.log(range.factor);
  const [least, most] = [Math.log(range.low), Math.log(range.high)];
  const probe = (at: number): Point => ({ at, value: f(Math.exp(at)) });
  let low = probe(Math.log(range.start));
  let high = low;
  while (low.value > 0) {
    if (low.at <= least) return range.low;
    [low, high] = [probe(Math.max(least, low.at - step)), low];
  }
  while (high.value <= 0) {
    if (high.at >= most) return range.high;
    [low, high] = [high, probe(Math.min(most, high.at + step))];
  }
  for (let round = 0; round < mostRefinements && high.at - low.at > range.tolerance; round++) {
    const next = probe(low.at + ((high.at - low.at) * -low.value) / (high.value - low.value));
    if (next.value <= 0) [low, high] = [next, { ...high, value: high.value / 2 }];
    else [low, high] = [{ ...low, value: low.value / 2 }, next];
    if (Math.abs(next.value) < range.tolerance / 100) break;
  }
  return Math.exp((low.at * high.value - high.at * low.value) / (high.value - low.value));
}
