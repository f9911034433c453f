import { randomUUID } from 'node:crypto';
import { methods } from '../../compute/methods/registry.ts';
import type {
  Event,
  ImageId,
  ImageInfo,
  JobRequest,
  JobResult,
  JobState,
  JobStep,
  Services,
  Settings,
} from '../../contract/index.ts';
import { toErrorBody } from '../errorBody.ts';
import type { EngineCalls, RunOutput, RunProgress, WrittenMap } from '../engine/protocol.ts';
import { Cancelled } from '../processes/errors.ts';
import { Gate } from '../processes/gate.ts';
import { removePixelFile } from '../session/pixelFile.ts';
import { levelCount } from '../session/pyramid.ts';
import type { ImageRecord, Session } from '../session/session.ts';
import { fileQuality } from './fileQuality.ts';
import { createCurve, createRemaining, throttle, type Throttled } from './jobProgress.ts';

export interface JobsDeps {
  readonly session: Session;
  readonly engine: Pick<EngineCalls, 'run'>;
  readonly settings: () => Settings;
  readonly emit: (event: Event) => void;
  /** Where it is kept which device is the quickest. */
  readonly devicesFile?: string;
  /** Folders that hold models, the app's own first. */
  readonly modelFolders: readonly string[];
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onState?: ((state: JobState) => void) | undefined;
  /**
   * `first`: before all that waits, as a preview. `last`: while nothing else is to do; ended as cancelled where
   * something comes.
   */
  readonly turn?: 'first' | 'last';
  /** Session image, without `.v`, into which the last step's residual is written. */
  readonly residualTarget?: string;
}

export type JobsService = Services['jobs'] & {
  /**
   * Runs a job of a batch, a comparison or a dial to its end: neither listed nor told of, but to `onState`.
   * @returns a result for each step
   * @throws whatever it failed with, or Cancelled
   */
  run(request: Given, options?: RunOptions): Promise<JobResult[]>;
  /** Cancels everything that waits or runs. */
  close(): Promise<void>;
};

type Given = Parameters<Services['jobs']['start']>[0];

/** Who hears of a job, and when its turn is. */
interface Manner extends Pick<RunOptions, 'onState'> {
  readonly residualTarget?: string | undefined;
  readonly listed: boolean;
  readonly turn: 'first' | 'next' | 'last';
}

interface Job {
  state: JobState;
  readonly abort: AbortController;
  readonly gate: Gate;
  /** Whether it is a job of its own; else it is part of something larger, which tells of itself. */
  readonly listed: boolean;
  readonly turn: Manner['turn'];
  readonly residualTarget: string | undefined;
  readonly finished: Promise<JobResult[]>;
  readonly settle: { resolve(results: JobResult[]): void; reject(error: unknown): void };
  readonly tell: Throttled<JobState>;
}

/** Ended jobs that `list` still tells of. */
const keptJobs = 100;

/** Queues jobs for the one engine: previews first, each replacing an older one that is not done. */
export function createJobs(deps: JobsDeps): JobsService {
  const jobs = new Map<string, Job>();
  let working = false;

  function add(given: Given, { listed, turn, onState, residualTarget }: Manner): Job {
    const request: JobRequest = { ...given, seed: given.seed ?? 0 };
    const { info } = deps.session.get(request.image);
    if (request.mask !== undefined) deps.session.get(request.mask);
    const state: JobState = {
      id: randomUUID(),
      request,
      title: `${titleOf(request.steps)} · ${info.name}`,
      state: 'queued',
      paused: false,
      stage: 'waiting',
      fraction: 0,
      secondsLeft: null,
      objective: [],
      results: [],
      error: null,
    };
    const tell = throttle<JobState>((job) => {
      onState?.(job);
      if (listed) deps.emit({ type: 'job', job });
    });
    let settle: Job['settle'] | undefined;
    const finished = new Promise<JobResult[]>((resolve, reject) => (settle = { resolve, reject }));
    // Whoever started it by `start` learns of its end by events.
    finished.catch(() => undefined);
    if (settle === undefined) throw new Error('a promise runs its executor at once');
    const job: Job = {
      state,
      abort: new AbortController(),
      gate: new Gate(),
      listed,
      turn,
      residualTarget,
      finished,
      settle,
      tell,
    };
    if (isPreview(job)) replacePreviews();
    if (turn !== 'last') dropBackground();
    jobs.set(state.id, job);
    forgetOld();
    tell.now(state);
    void work();
    return job;
  }

  function replacePreviews(): void {
    for (const job of jobs.values()) if (isPreview(job)) cancel(job);
  }

  /** What runs in the background has to be begun anew; what only waits has not. */
  function dropBackground(): void {
    for (const job of jobs.values()) if (job.turn === 'last' && job.state.state === 'running') cancel(job);
  }

  function forgetOld(): void {
    const ended = [...jobs.values()].filter(({ state }) => isOver(state));
    for (const { state } of ended.slice(0, Math.max(0, ended.length - keptJobs))) jobs.delete(state.id);
  }

  function change(job: Job, changes: Partial<JobState>): void {
    job.state = { ...job.state, ...changes };
    if (isOver(job.state) || changes.state !== undefined || changes.paused !== undefined)
      job.tell.now(job.state);
    else job.tell.later(job.state);
  }

  function end(job: Job, error: unknown): void {
    const body = toErrorBody(error);
    const cancelled = error instanceof Cancelled || job.abort.signal.aborted;
    change(job, {
      state: cancelled ? 'cancelled' : 'failed',
      paused: false,
      secondsLeft: null,
      error: cancelled ? toErrorBody(new Cancelled()) : body,
    });
    job.settle.reject(cancelled ? new Cancelled() : error);
  }

  function cancel(job: Job): void {
    if (isOver(job.state) || job.abort.signal.aborted) return;
    job.abort.abort();
    if (job.state.state === 'queued') end(job, new Cancelled());
  }

  function hold(job: Job | undefined, paused: boolean): void {
    if (job === undefined || isOver(job.state) || job.state.paused === paused) return;
    job.gate.set(paused);
    change(job, { paused });
    if (!paused) void work();
  }

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    // The caller hears of the job before its first event.
    await Promise.resolve();
    for (let job = next(); job !== undefined; job = next()) {
      change(job, { state: 'running', stage: 'starting' });
      try {
        const results = await execute(job);
        change(job, { state: 'done', stage: 'done', paused: false, fraction: 1, secondsLeft: null, results });
        job.settle.resolve(results);
      } catch (error) {
        end(job, error);
      }
    }
    working = false;
  }

  function next(): Job | undefined {
    const queued = [...jobs.values()].filter(({ state }) => state.state === 'queued' && !state.paused);
    const of = (turn: Manner['turn']): Job | undefined => queued.find((job) => job.turn === turn);
    return of('first') ?? of('next') ?? of('last');
  }

  /** Runs the steps one after another; of a job that does not reach its end nothing is kept. */
  async function execute(job: Job): Promise<JobResult[]> {
    const { image, steps } = job.state.request;
    const results: JobResult[] = [];
    const remaining = createRemaining(() => job.gate.heldMs);
    const many = steps.length > 1;
    try {
      for (const [index, step] of steps.entries()) {
        const curve = createCurve();
        const onProgress = ({ stage, fraction: done, objective }: RunProgress): void => {
          if (isOver(job.state)) return;
          if (objective !== null) curve.add(objective);
          const fraction = (index + done) / steps.length;
          change(job, {
            stage: many ? `step ${index + 1} of ${steps.length}: ${stage}` : stage,
            fraction,
            secondsLeft: remaining(fraction),
            objective: curve.points(),
          });
        };
        const source = results.at(-1)?.image.id ?? image;
        const place = { first: index === 0, last: index === steps.length - 1 };
        const result = await executeStep(job, step, source, place, onProgress);
        results.push({ ...result, objective: curve.points() });
      }
      return results;
    } catch (error) {
      for (const { image: unwanted, explanation } of results)
        for (const id of [unwanted.id, explanation.residualMap, explanation.inventedMap])
          if (id !== null) await deps.session.remove(id);
      throw error;
    }
  }

  /** The first step cuts out the part that later ones work on. */
  async function executeStep(
    job: Job,
    step: JobStep,
    image: ImageId,
    { first, last }: { first: boolean; last: boolean },
    onProgress: (progress: RunProgress) => void,
  ): Promise<Omit<JobResult, 'objective'>> {
    const { request } = job.state;
    const { session } = deps;
    const source = session.get(image);
    const mask = request.mask === undefined ? null : session.get(request.mask).base;
    const target = session.newBase();
    const residual = session.newBase();
    const invented = session.newBase();
    const settings = deps.settings();
    const { residualTarget } = job;
    try {
      const output = await deps.engine.run(
        {
          source: source.base,
          mask,
          region: first ? (request.region ?? null) : null,
          step: { method: step.method, parameters: step.parameters },
          seed: request.seed,
          jpegQuality: await fileQuality(session, source),
          target: target.base,
          maps: request.region !== undefined ? null : { residual: residual.base, invented: invented.base },
          ...(last && residualTarget !== undefined && { residualTarget }),
          memoryMegabytes: settings.memoryMegabytes,
          device: settings.device,
          ...(deps.devicesFile !== undefined && { devicesFile: deps.devicesFile }),
          modelFolders: deps.modelFolders,
        },
        { onProgress, signal: job.abort.signal, gate: job.gate },
      );
      // Cancelled, or the image closed, while the last words travelled: nobody waits for the result.
      if (job.abort.signal.aborted) throw new Cancelled();
      session.get(image);
      return addResult(session, source, { ...step, seed: request.seed }, output, {
        target,
        residual,
        invented,
      });
    } catch (error) {
      const { width, height } = source.format;
      // A killed engine cannot tidy up; no result is larger than eight times its source.
      const levels = levelCount(8 * width, 8 * height);
      for (const { base } of [target, residual, invented]) await removePixelFile(base, levels);
      throw error;
    }
  }

  return {
    start: (request) =>
      Promise.resolve().then(
        () => add(request, { listed: true, turn: request.region === undefined ? 'next' : 'first' }).state,
      ),
    cancel: ({ job: id }) => {
      const job = jobs.get(id);
      if (job !== undefined) cancel(job);
      return Promise.resolve(null);
    },
    pause: ({ job }) => {
      hold(jobs.get(job), true);
      return Promise.resolve(null);
    },
    resume: ({ job }) => {
      hold(jobs.get(job), false);
      return Promise.resolve(null);
    },
    list: () => Promise.resolve([...jobs.values()].filter(({ listed }) => listed).map(({ state }) => state)),
    async run(request, { signal, turn, ...others } = {}) {
      if (signal?.aborted === true) throw new Cancelled();
      const job = add(request, { listed: false, turn: turn ?? 'next', ...others });
      const abort = (): void => cancel(job);
      signal?.addEventListener('abort', abort, { once: true });
      try {
        return await job.finished;
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    },
    async close() {
      for (const job of jobs.values()) cancel(job);
      await Promise.allSettled([...jobs.values()].map(({ finished }) => finished));
    },
  };
}

/** Networks go by their name. */
const titleOf = (steps: readonly JobStep[]): string =>
  steps.map(({ method: id }) => methods.find((method) => method.id === id)?.title ?? id).join(', then ');

/** One that a newer one replaces; a comparison's and a dial's parts stand by themselves. */
const isPreview = ({ listed, state }: Job): boolean => listed && state.request.region !== undefined;

const isOver = ({ state }: JobState): boolean => state !== 'queued' && state !== 'running';

interface Place {
  readonly id: ImageId;
  readonly base: string;
}

function addResult(
  session: Session,
  source: ImageRecord,
  { method, reason, seed }: Pick<JobStep, 'method' | 'reason'> & Pick<JobRequest, 'seed'>,
  output: RunOutput,
  places: { target: Place; residual: Place; invented: Place },
): Omit<JobResult, 'objective'> {
  const { chosen, parameters, seconds, iterations, gap, device, notices, format, levels } = output;
  const addMap = (place: Place, map: WrittenMap | null): ImageId | null => {
    if (map === null) return null;
    const info = describeImage(source.info, place.id, map, 8);
    session.add({
      info,
      base: place.base,
      format: map.format,
      kind: 'map',
      origin: source.origin,
      lineage: [],
    });
    return place.id;
  };
  const explanation = {
    ...output.explanation,
    residualMap: addMap(places.residual, output.maps.residual),
    inventedMap: addMap(places.invented, output.maps.invented),
  };
  const image = describeImage(source.info, places.target.id, { format, levels }, 32);
  const step = {
    method,
    parameters,
    ...(reason !== undefined && { reason }),
    seed,
    chosen,
    explanation,
    device,
    seconds,
  };
  session.add({
    info: image,
    base: places.target.base,
    format,
    kind: 'result',
    origin: source.origin,
    lineage: [...source.lineage, step],
  });
  return { image, parameters, chosen, explanation, seconds, iterations, gap, device, notices };
}

function describeImage(
  from: ImageInfo,
  id: ImageId,
  { format, levels }: Pick<WrittenMap, 'format' | 'levels'>,
  depth: 8 | 32,
): ImageInfo {
  const { width, height, bands, alpha } = format;
  const channels = bands - (alpha ? 1 : 0) === 1 ? 1 : 3;
  return {
    ...from,
    id,
    width,
    height,
    channels,
    alpha,
    depth,
    levels,
    format: 'result',
    path: null,
    bytes: null,
    notices: [],
  };
}
