import { randomUUID } from 'node:crypto';
import { UserFacingError } from '../../compute/errors.ts';
import { summariseBlend, type PairSums } from '../../compute/metrics/blendedResidual.ts';
import type {
  DialLook,
  DialOrder,
  Event,
  ImageInfo,
  JobResult,
  MethodDescription,
  ResidualSummary,
  Services,
} from '../../contract/index.ts';
import { contract } from '../../contract/index.ts';
import type { EngineCalls } from '../engine/protocol.ts';
import { errorLine, toErrorBody } from '../errorBody.ts';
import { Cancelled } from '../processes/errors.ts';
import { removePixelFile } from '../session/pixelFile.ts';
import type { Session } from '../session/session.ts';
import { createPath, type Path } from './dial/path.ts';
import type { JobsService } from './jobs.ts';

export interface DialDeps {
  readonly session: Session;
  readonly jobs: Pick<JobsService, 'run'>;
  readonly engine: Pick<EngineCalls, 'residualPair'>;
  readonly methods: () => Promise<readonly MethodDescription[]>;
  readonly emit: (event: Event) => void;
}

export interface DialService {
  readonly dial: Services['dial'];
  /** Forgets all of them. */
  close(): Promise<void>;
}

/** One solution along a path. */
interface Solution {
  readonly image: ImageInfo;
  readonly residual: ResidualSummary | null;
  /** Where the residual itself lies, without `.v`. */
  readonly residualBase: string;
}

interface Dial {
  readonly id: string;
  readonly order: DialOrder;
  readonly path: Path<Solution>;
  readonly abort: AbortController;
  /** Residual sums of neighbours, by their images; absent while they are being made. */
  readonly pairs: Map<string, PairSums>;
  /** Ends the solving at the place where the dial last rested. */
  resting: AbortController | null;
  /** Lets the worker look for what is missing. */
  wake: () => void;
  problem: string | null;
  finished: Promise<void>;
}

/** Files of one dial's solutions, in bytes, beyond which fewer are kept. */
const keptBytes = 400 * 2 ** 20;
const fewest = 5;
const mostSolutions = 12;

/** Solves along the paths of parameters, as jobs that give way to all others. */
export function createDials({ session, jobs, engine, methods, emit }: DialDeps): DialService {
  const dials = new Map<string, Dial>();

  function find(id: string): Dial {
    const found = dials.get(id);
    if (found === undefined) throw new UserFacingError('this dial is not there any more', 'turn it again');
    return found;
  }

  async function start(input: Parameters<Services['dial']['start']>[0]): Promise<{ dial: string }> {
    const order = contract.dial.start.input.parse(input);
    session.get(order.image);
    const turned = order.steps[order.step];
    const method = (await methods()).find(({ id }) => id === turned?.method);
    const parameter = method?.parameters[order.parameter];
    if (parameter?.kind !== 'number')
      throw new UserFacingError('cannot be turned', 'choose a number of the method', order.parameter);
    const abort = new AbortController();
    const dial: Dial = {
      id: randomUUID(),
      order,
      path: createPath(parameter, order.value, roomFor(order)),
      abort,
      pairs: new Map(),
      resting: null,
      wake: () => undefined,
      problem: null,
      finished: Promise.resolve(),
    };
    dials.set(dial.id, dial);
    dial.finished = work(dial);
    return { dial: dial.id };
  }

  function tell({ id, path, problem }: Dial): void {
    emit({
      type: 'dial',
      news: { dial: id, images: path.solutions().map(({ image }) => image), problem },
    });
  }

  /** Fills what is missing near the hand, and sleeps where nothing is. */
  async function work(dial: Dial): Promise<void> {
    const { signal } = dial.abort;
    while (!signal.aborted) {
      const value = dial.problem === null ? dial.path.missing() : null;
      if (value === null) {
        await new Promise<void>((resolve) => (dial.wake = resolve));
        continue;
      }
      try {
        await solve(dial, value, 'last', signal);
      } catch (error) {
        fail(dial, error);
      }
    }
  }

  /** One that had to give way is tried again. */
  function fail(dial: Dial, error: unknown): void {
    if (error instanceof Cancelled || dial.abort.signal.aborted) return;
    dial.problem = errorLine(toErrorBody(error));
    tell(dial);
  }

  async function solve(
    dial: Dial,
    value: number,
    turn: 'first' | 'last',
    signal: AbortSignal,
  ): Promise<void> {
    const { image, region, mask, seed, step, parameter } = dial.order;
    const steps = dial.order.steps.map((one, index) =>
      index === step ? { ...one, parameters: { ...one.parameters, [parameter]: value } } : one,
    );
    const { base: residualBase } = session.newBase();
    let results: JobResult[];
    try {
      results = await jobs.run(
        { image, steps, region, seed, ...(mask !== undefined && { mask }) },
        { signal, turn, residualTarget: residualBase },
      );
    } catch (error) {
      await removePixelFile(residualBase, 1);
      throw error;
    }
    const last = results.pop();
    for (const before of results) await session.remove(before.image.id);
    if (last === undefined) throw new Error('a job ended without a result');
    const solution = { image: last.image, residual: last.explanation.residual, residualBase };
    if (signal.aborted) return forget([solution]);
    await forget(dial.path.keep(value, solution));
    tell(dial);
    await addPairs(dial);
  }

  /** The statistics between neighbours, before somebody asks for them. */
  async function addPairs(dial: Dial): Promise<void> {
    const wanted = neighbours(dial.path.solutions());
    for (const key of dial.pairs.keys()) if (!wanted.has(key)) dial.pairs.delete(key);
    for (const [key, { low, high }] of wanted) {
      if (dial.pairs.has(key)) continue;
      // A neighbour may be dropped meanwhile: then nobody asks for its pair.
      const sums = await engine
        .residualPair({ a: low.residualBase, b: high.residualBase })
        .catch(() => undefined);
      if (dial.abort.signal.aborted) return;
      if (sums === undefined) continue;
      dial.pairs.set(key, sums);
      tell(dial);
    }
  }

  async function forget(solutions: readonly Solution[]): Promise<void> {
    for (const { image, residualBase } of solutions) {
      await session.remove(image.id);
      await removePixelFile(residualBase, 1);
    }
  }

  function look(dial: Dial, value: number): DialLook {
    dial.path.hand = value;
    dial.wake();
    const found = dial.path.around(value);
    if (found === null) return { kind: 'nothing', layers: [], residual: null };
    if ('only' in found) {
      const { image, residual } = found.only;
      return { kind: found.exact ? 'exact' : 'nearest', layers: [{ image, opacity: 1 }], residual };
    }
    const { low, high, share } = found;
    const sums = dial.pairs.get(keyOf(low, high));
    const noise = between(noiseOf(low), noiseOf(high), share);
    return {
      kind: 'interpolated',
      layers: [
        { image: low.image, opacity: 1 },
        { image: high.image, opacity: share },
      ],
      residual: sums === undefined ? null : summariseBlend(sums, share, noise),
    };
  }

  async function rest(dial: Dial, value: number): Promise<void> {
    dial.resting?.abort();
    dial.path.hand = value;
    if (dial.path.get(value) !== undefined) return;
    const resting = new AbortController();
    dial.resting = resting;
    const signal = AbortSignal.any([resting.signal, dial.abort.signal]);
    await solve(dial, value, 'first', signal).catch((error: unknown) => {
      if (!signal.aborted) fail(dial, error);
    });
  }

  async function close(id: string): Promise<void> {
    const dial = dials.get(id);
    if (dial === undefined) return;
    dials.delete(id);
    dial.abort.abort();
    dial.wake();
    await dial.finished;
    await forget(dial.path.solutions());
  }

  return {
    dial: {
      start,
      look: ({ dial, value }) => Promise.resolve().then(() => look(find(dial), value)),
      rest: ({ dial, value }) =>
        Promise.resolve().then(() => {
          void rest(find(dial), value);
          return null;
        }),
      close: async ({ dial }) => {
        await close(dial);
        return null;
      },
    },
    async close() {
      await Promise.all([...dials.keys()].map(close));
    },
  };
}

/** Solutions side by side whose blends have a residual to tell of. */
function neighbours(solutions: readonly Solution[]): Map<string, { low: Solution; high: Solution }> {
  const pairs = new Map<string, { low: Solution; high: Solution }>();
  for (const [index, high] of solutions.entries()) {
    const low = solutions[index - 1];
    if (low !== undefined && low.residual !== null && high.residual !== null)
      pairs.set(keyOf(low, high), { low, high });
  }
  return pairs;
}

const keyOf = (low: Solution, high: Solution): string => `${low.image.id} ${high.image.id}`;

/** How many solutions may be kept: each is a float image of the result's size, its levels, and its residual. */
function roomFor({ region: { width, height }, steps }: DialOrder): number {
  const scale = steps.reduce(
    (product, { parameters: { scale: by } }) => product * (typeof by === 'number' ? by : 1),
    1,
  );
  const bytes = width * height * 3 * 4 * ((4 / 3) * scale ** 2 + 1);
  return Math.min(mostSolutions, Math.max(fewest, Math.floor(keptBytes / bytes)));
}

/** By which noise a residual was measured, 8-bit units. */
function noiseOf({ residual }: Solution): number | null {
  if (residual === null || residual.sigmas === null || residual.sigmas === 0) return null;
  return residual.rms / residual.sigmas;
}

/** Where the noise itself is turned, it lies between its neighbours as the dial does. */
const between = (a: number | null, b: number | null, share: number): number | null =>
  a === null || b === null ? null : a ** (1 - share) * b ** share;
