import type { Image } from '../image.ts';
import { derivedSeed, seededRandom } from '../kernels/random.ts';
import { psnr } from '../metrics/psnr.ts';
import type { Network } from '../network.ts';
import type { Case } from './cases.ts';
import { TvInversion } from './problem.ts';

/** A network that inverts at one stroke. */
export interface Inverter {
  readonly id: string;
  readonly title: string;
  /** Loads it; only the last one loaded is used. */
  open(): Promise<Pick<Network, 'run'>>;
}

/** How far the iterative solver went. */
export interface SolverTime {
  readonly iterations: number;
  readonly seconds: number;
}

export interface Answer {
  readonly id: string;
  readonly title: string;
  readonly image: Image;
  readonly psnr: number;
  /** (E − E*) / E*. */
  readonly excess: number;
  readonly seconds: number;
  /** Until the iterative solver's energy was as low; null where the data's is already. */
  readonly solver: SolverTime | null;
}

export interface CaseResult extends Case {
  readonly data: Image;
  readonly dataPsnr: number;
  readonly dataExcess: number;
  /** The solver's first, then the networks'. */
  readonly answers: readonly Answer[];
}

/** The last energy of so many counts as the least. */
const iterations = 300;
/** The solver's own answer is the first that is so near to the least. */
const solved = 1e-3;
/** Of several runs the quickest counts: what a busy machine does beside them only adds. */
const runs = 3;
const stepsBetweenBreaths = 10;
const shareOfSolving = 0.8;

/** A case with the course of the solver's energy. */
interface Solved {
  readonly of: Case;
  readonly inversion: TvInversion;
  readonly data: Image;
  /** After so many iterations, from 0 on. */
  readonly energies: readonly number[];
  readonly least: number;
}

/**
 * The iterative solver and every network on the same data, yielding the share that is done.
 * @param clock tells seconds
 */
export async function* contest(
  cases: readonly Case[],
  inverters: readonly Inverter[],
  seed: number,
  clock: () => number,
): AsyncGenerator<number, CaseResult[], void> {
  const problems: Solved[] = [];
  for (const [index, of] of cases.entries()) {
    const problem = posed(of, derivedSeed(seed, 1 + index));
    const solver = problem.inversion.solver(problem.data.data);
    const energies = [...problem.energies];
    for (let step = 1; step <= iterations; step++) {
      solver.step();
      energies.push(problem.inversion.energy(solver.solution(), problem.data.data));
      if (step % stepsBetweenBreaths === 0)
        yield await Promise.resolve((shareOfSolving * (index + step / iterations)) / cases.length);
    }
    problems.push({ ...problem, energies, least: Math.min(...energies) });
  }
  const answers = problems.map((): Omit<Answer, 'solver'>[] => []);
  for (const [index, inverter] of inverters.entries()) {
    const { id, title } = inverter;
    const network = await inverter.open();
    for (const [place, problem] of problems.entries()) {
      const { image, seconds } = await quickest(() => network.run(problem.data), clock);
      answers[place]!.push({ id, title, image, seconds, ...judged(image, problem) });
      const share = (index + (place + 1) / problems.length) / inverters.length;
      yield shareOfSolving + (1 - shareOfSolving) * share;
    }
  }
  return problems.map((problem, index) => {
    const { of, data, energies, least } = problem;
    const found = answers[index]!;
    const enough = firstAtMost(energies, (1 + solved) * least);
    const matches = found.map(({ excess }) => firstAtMost(energies, (1 + excess) * least));
    const { image, seconds } = timed(problem, enough, Math.max(enough, ...matches), clock);
    const time = (steps: number): SolverTime | null =>
      steps > 0 ? { iterations: steps, seconds: seconds[steps]! } : null;
    const own = { id: 'solver', title: 'Iterative solver', image, seconds: seconds[enough]! };
    return {
      ...of,
      data,
      dataPsnr: psnr(data, of.truth),
      dataExcess: energies[0]! / least - 1,
      answers: [
        { ...own, ...judged(image, problem), solver: time(enough) },
        ...found.map((answer, i) => ({ ...answer, solver: time(matches[i]!) })),
      ],
    };
  });
}

function posed(of: Case, seed: number): Solved {
  const inversion = new TvInversion(of.truth.width, of.truth.height, of.measuring);
  const data = inversion.measure(of.truth, seededRandom(seed));
  const energy = inversion.energy(data.data, data.data);
  return { of, inversion, data, energies: [energy], least: energy };
}

function judged(image: Image, { of, inversion, data, least }: Solved): Pick<Answer, 'psnr' | 'excess'> {
  return {
    psnr: psnr(image, of.truth),
    excess: inversion.energy(image.data, data.data) / least - 1,
  };
}

/** The first place of a value that is low enough; one below the least, by rounding, is met by the last. */
function firstAtMost(values: readonly number[], bound: number): number {
  const place = values.findIndex((value) => value <= bound);
  return place < 0 ? values.length - 1 : place;
}

async function quickest(
  run: () => Promise<Image>,
  clock: () => number,
): Promise<{ image: Image; seconds: number }> {
  // The first run finds room.
  let image = await run();
  let seconds = Infinity;
  for (let i = 0; i < runs; i++) {
    const from = clock();
    image = await run();
    seconds = Math.min(seconds, clock() - from);
  }
  return { image, seconds };
}

/** The solver again, against the clock and without energies: seconds until each step, and what `enough` steps find. */
function timed(
  { inversion, data }: Solved,
  enough: number,
  last: number,
  clock: () => number,
): { image: Image; seconds: readonly number[] } {
  const seconds = new Array<number>(last + 1).fill(Infinity);
  const found = new Float32Array(data.data.length);
  for (let run = 0; run < runs; run++) {
    const from = clock();
    const solver = inversion.solver(data.data);
    for (let step = 1; step <= last; step++) {
      solver.step();
      seconds[step] = Math.min(seconds[step]!, clock() - from);
      if (step === enough) found.set(solver.solution());
    }
  }
  return { image: { ...data, data: found }, seconds };
}
