import type { ObjectivePoint } from '../../contract/index.ts';

/** No more often than this is the window told of one job. */
const eventEveryMs = 50;

export interface Throttled<T> {
  /** Tells the newest value soon. */
  later(value: T): void;
  /** Tells this value at once, in place of what waits. */
  now(value: T): void;
}

/** Lets at most one value through every 50 ms, always the newest. */
export function throttle<T>(tell: (value: T) => void): Throttled<T> {
  let timer: NodeJS.Timeout | undefined;
  let waiting: { value: T } | null = null;
  let toldAt = -Infinity;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === null) return;
    const { value } = waiting;
    waiting = null;
    toldAt = performance.now();
    tell(value);
  }

  return {
    later(value) {
      waiting = { value };
      timer ??= setTimeout(flush, Math.max(0, eventEveryMs - (performance.now() - toldAt)));
    },
    now(value) {
      waiting = { value };
      flush();
    },
  };
}

/** Most points of a curve that are kept. */
const mostPoints = 300;

/** The objective over the whole run, thinned evenly as it grows; the newest point is always there. */
export function createCurve(): { add(point: ObjectivePoint): void; points(): ObjectivePoint[] } {
  let kept: ObjectivePoint[] = [];
  let newest: ObjectivePoint | null = null;
  let stride = 1;
  let count = 0;
  return {
    add(point) {
      newest = point;
      if (count++ % stride !== 0) return;
      kept.push(point);
      if (kept.length < mostPoints) return;
      kept = kept.filter((_, index) => index % 2 === 0);
      stride *= 2;
    },
    points: () => (newest === null || kept.at(-1) === newest ? [...kept] : [...kept, newest]),
  };
}

/** Before this much is known, a guess would only jump. */
const leastFraction = 0.03;
const leastSeconds = 0.5;

/**
 * Seconds left, from how long the part so far took; null while that says too little.
 * @param heldMs how long the work has been held until now: time that says nothing of it
 */
export function createRemaining(heldMs: () => number): (fraction: number) => number | null {
  let start: { at: number; fraction: number } | null = null;
  return (fraction) => {
    const now = (performance.now() - heldMs()) / 1000;
    // The first step includes starting the engine and loading; it is not counted.
    start ??= fraction > 0 ? { at: now, fraction } : null;
    if (start === null) return null;
    const done = fraction - start.fraction;
    const seconds = now - start.at;
    if (done < leastFraction || seconds < leastSeconds) return null;
    return (seconds * (1 - fraction)) / done;
  };
}
