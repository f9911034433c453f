/** What is known along the path of one parameter. */
export interface Path<T> {
  /** Where the hand is; what is solved next, and what is kept, goes by it. */
  hand: number;
  get(value: number): T | undefined;
  /** The solutions on both sides of a value, and how far it is from the first to the second; one where it stands alone. */
  around(value: number): { low: T; high: T; share: number } | { only: T; exact: boolean } | null;
  /** Where to solve next; null where nothing is missing near the hand. */
  missing(): number | null;
  /** @returns those that had to make room */
  keep(value: number, solution: T): T[];
  /** From the lowest value up. */
  solutions(): T[];
}

/** Solutions lie at rungs, each so many times the one before: there a linear blend errs little. */
const step = 1.5;
/** A range that begins at 0 is logarithmic down to this part of its largest value. */
const leastPart = 1e-3;
/** Beside the rungs near the hand, so many values where it rested. */
const spare = 3;

/**
 * @param start the first rung; the others lie around it at equal distances of the logarithm, up to both ends
 * @param most solutions that are kept, 5 or more
 */
export function createPath<T>(
  { min, max }: { readonly min: number; readonly max: number },
  start: number,
  most: number,
): Path<T> {
  const shift = min > 0 ? 0 : leastPart * max - min;
  const position = (value: number): number => Math.log(value + shift);
  const clamped = (value: number): number => Math.min(max, Math.max(min, value));
  const rungs = rungsOf();
  /** Sorted by value. */
  let entries: { readonly value: number; readonly solution: T }[] = [];

  function rungsOf(): number[] {
    const first = clamped(start);
    const length = Math.log(step);
    const down = Math.ceil((position(first) - position(min)) / length - 1e-9);
    const up = Math.ceil((position(max) - position(first)) / length - 1e-9);
    return Array.from({ length: down + up + 1 }, (_, index) => {
      const k = index - down;
      // The first one exactly: the run was solved there.
      return k === 0 ? first : clamped(Math.exp(position(first) + k * length) - shift);
    });
  }

  const distance = (value: number): number => Math.abs(position(value) - position(clamped(path.hand)));
  const nearest = (values: readonly number[]): number[] =>
    values.toSorted((a, b) => distance(a) - distance(b));
  const wanted = (): number[] => nearest(rungs).slice(0, most - spare);

  const path: Path<T> = {
    hand: start,
    get: (value) => entries.find((entry) => entry.value === value)?.solution,
    around(value) {
      const at = entries.findIndex((entry) => entry.value >= value);
      const high = entries[at];
      const low = at < 0 ? entries.at(-1) : entries[at - 1];
      if (high?.value === value) return { only: high.solution, exact: true };
      if (!low || !high) {
        const only = low ?? high;
        return only ? { only: only.solution, exact: false } : null;
      }
      const share = (position(value) - position(low.value)) / (position(high.value) - position(low.value));
      return { low: low.solution, high: high.solution, share };
    },
    missing: () => wanted().find((value) => path.get(value) === undefined) ?? null,
    keep(value, solution) {
      const former = path.get(value);
      entries = [...entries.filter((entry) => entry.value !== value), { value, solution }];
      entries.sort((a, b) => a.value - b.value);
      const rest = new Set(wanted());
      const others = nearest(entries.map((entry) => entry.value).filter((other) => !rest.has(other)));
      const room = Math.max(0, most - (entries.length - others.length));
      const dropped = new Set(others.slice(room));
      const gone = entries.filter((entry) => dropped.has(entry.value)).map((entry) => entry.solution);
      entries = entries.filter((entry) => !dropped.has(entry.value));
      return former === undefined ? gone : [former, ...gone];
    },
    solutions: () => entries.map((entry) => entry.solution),
  };
  return path;
}
