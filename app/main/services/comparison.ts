import { randomUUID } from 'node:crypto';
import { copyFile, open, writeFile } from 'node:fs/promises';
import { UserFacingError } from '../../compute/errors.ts';
import type {
  ComparisonRow,
  ComparisonState,
  Event,
  JobState,
  MethodDescription,
  Rect,
  Score,
  Services,
  Step,
} from '../../contract/index.ts';
import { contract } from '../../contract/index.ts';
import type { EngineCalls } from '../engine/protocol.ts';
import { toErrorBody } from '../errorBody.ts';
import { Cancelled } from '../processes/errors.ts';
import type { ImageRecord, Session } from '../session/session.ts';
import { comparisonTable, curvesTable } from './comparison/table.ts';
import { sanitiseName, stemOf } from './exports/naming.ts';
import { writeFileTo } from './exports/writeFile.ts';
import { throttle } from './jobProgress.ts';
import type { JobsService } from './jobs.ts';

export interface ComparisonDeps {
  readonly session: Session;
  readonly jobs: Pick<JobsService, 'run'>;
  readonly engine: Pick<EngineCalls, 'score'>;
  readonly methods: () => Promise<readonly MethodDescription[]>;
  readonly emit: (event: Event) => void;
}

export interface ComparisonService {
  readonly comparison: Services['comparison'];
  /** Cancels what runs. */
  close(): Promise<void>;
}

type Given = Parameters<Services['comparison']['start']>[0];

interface Comparison {
  readonly id: string;
  readonly request: Given;
  readonly source: ImageRecord;
  readonly reference: ImageRecord | null;
  readonly rows: ComparisonRow[];
  /** Methods whose curve is no objective, and does not belong among those that are. */
  readonly residuals: ReadonlySet<string>;
  readonly abort: AbortController;
  state: ComparisonState['state'];
  input: Score | null;
  finished: Promise<void>;
}

/** Runs several methods on one part of an image, one after another, by the same jobs as everything else. */
export function createComparison(deps: ComparisonDeps): ComparisonService {
  const { session, jobs, engine } = deps;
  const known = new Map<string, Comparison>();

  function find(id: string): Comparison {
    const found = known.get(id);
    if (found === undefined)
      throw new UserFacingError('this comparison is not there any more', 'run it again');
    return found;
  }

  async function start(input: Given): Promise<ComparisonState> {
    const request = contract.comparison.start.input.parse(input);
    const source = session.get(request.image);
    const reference = request.reference === undefined ? null : session.get(request.reference);
    if (reference !== null) checkReference(source, reference);
    checkRegion(source, request.region);
    const described = new Map((await deps.methods()).map((method) => [method.id, method]));
    const isResidual = (method: string): boolean => described.get(method)?.curve === 'fixed-point residual';
    const comparison: Comparison = {
      id: randomUUID(),
      request,
      source,
      reference,
      rows: request.entries.map(({ method, label }, index) => ({
        index,
        title: label ?? described.get(method)?.title ?? method,
        method,
        state: 'waiting',
        stage: '',
        fraction: 0,
        objective: [],
        result: null,
        score: null,
        error: null,
      })),
      residuals: new Set(request.entries.map(({ method }) => method).filter(isResidual)),
      abort: new AbortController(),
      state: 'running',
      input: null,
      finished: Promise.resolve(),
    };
    known.set(comparison.id, comparison);
    comparison.finished = work(comparison);
    return told(comparison, comparison.rows);
  }

  const tell = (comparison: Comparison, rows: readonly ComparisonRow[]): void =>
    deps.emit({ type: 'comparison', comparison: told(comparison, rows) });

  async function work(comparison: Comparison): Promise<void> {
    const { rows, request, abort } = comparison;
    // The caller hears of the comparison before its first event.
    await Promise.resolve();
    comparison.input = await inputScore(comparison).catch(() => null);
    for (const [index, entry] of request.entries.entries()) {
      if (abort.signal.aborted) break;
      await runOne(comparison, index, entry);
    }
    const cut: ComparisonRow[] = [];
    for (const row of rows) {
      if (row.state !== 'waiting' && row.state !== 'running') continue;
      cut.push((rows[row.index] = { ...row, state: 'cancelled' }));
    }
    comparison.state = abort.signal.aborted ? 'cancelled' : 'done';
    tell(comparison, cut);
  }

  async function runOne(comparison: Comparison, index: number, entry: Step): Promise<void> {
    const { rows, request, abort } = comparison;
    const { image, mask, region, seed } = request;
    const events = throttle<ComparisonRow>((row) => tell(comparison, [row]));
    const change = (changes: Partial<ComparisonRow>, now: boolean): void => {
      const row = rows[index];
      if (row === undefined || abort.signal.aborted) return;
      rows[index] = { ...row, ...changes };
      events[now ? 'now' : 'later'](rows[index]);
    };
    const onState = ({ stage, fraction, objective }: JobState): void =>
      change({ stage, fraction, objective: comparison.residuals.has(entry.method) ? [] : objective }, false);
    change({ state: 'running' }, true);
    try {
      const { method, parameters } = entry;
      const steps = [{ method, parameters }];
      const given = { image, steps, region, ...(seed === undefined ? {} : { seed }) };
      const [result] = await jobs.run(mask === undefined ? given : { ...given, mask }, {
        signal: abort.signal,
        onState,
      });
      if (result === undefined) throw new Error('a job of one step ended without a result');
      const score = await resultScore(comparison, result.image.id);
      change({ state: 'done', fraction: 1, result, score }, true);
      if (rows[index]?.result === null) await session.remove(result.image.id);
    } catch (error) {
      if (!(error instanceof Cancelled)) change({ state: 'failed', error: toErrorBody(error) }, true);
    }
  }

  /** A measurement is no picture: it has no score. */
  async function inputScore({ source, reference, request }: Comparison): Promise<Score | null> {
    if (reference === null || source.shownAs !== undefined || !sameSize(source, reference)) return null;
    const { region } = request;
    return engine.score({
      a: { source: reference.base, rect: region },
      b: { source: source.base, rect: region },
    });
  }

  async function resultScore(comparison: Comparison, id: string): Promise<Score | null> {
    const { source, reference, request } = comparison;
    const result = session.get(id);
    const scale = result.info.width / request.region.width;
    if (reference === null || reference.info.width !== scale * source.info.width) return null;
    const { x, y } = request.region;
    const { width, height } = result.info;
    return engine.score({
      a: { source: reference.base, rect: { x: x * scale, y: y * scale, width, height } },
      b: { source: result.base, rect: { x: 0, y: 0, width, height } },
    });
  }

  async function close(id: string): Promise<void> {
    const comparison = known.get(id);
    if (comparison === undefined) return;
    known.delete(id);
    comparison.abort.abort();
    await comparison.finished;
    for (const { result } of comparison.rows) if (result !== null) await session.remove(result.image.id);
  }

  async function write(
    comparison: Comparison,
    request: Parameters<Services['comparison']['export']>[0],
  ): ReturnType<Services['comparison']['export']> {
    const { what, destination, conflict } = contract.comparison.export.input.parse(request);
    const { rows, input, source } = comparison;
    const stem = sanitiseName(stemOf(source.info.name));
    const to = { destination, conflict };
    if (what.kind === 'sheet') {
      const { path } = session.resolveFile(what.picture);
      await checkPng(path);
      return writeFileTo(session, to, `${stem}_comparison.png`, (target) => copyFile(path, target));
    }
    if (what.kind === 'curves')
      return writeFileTo(session, to, `${stem}_comparison_curves.csv`, (target) =>
        writeFile(target, curvesTable(rows)),
      );
    const given = rows.map((row, index) => ({
      ...row,
      parameters: comparison.request.entries[index]?.parameters ?? {},
    }));
    return writeFileTo(session, to, `${stem}_comparison.csv`, (target) =>
      writeFile(target, comparisonTable(given, input)),
    );
  }

  return {
    comparison: {
      start,
      cancel: ({ comparison }) => {
        known.get(comparison)?.abort.abort();
        return Promise.resolve(null);
      },
      close: async ({ comparison }) => {
        await close(comparison);
        return null;
      },
      export: async (request) => write(find(request.comparison), request),
    },
    async close() {
      const all = [...known.values()];
      for (const { abort } of all) abort.abort();
      await Promise.all(all.map(({ finished }) => finished));
    },
  };
}

const told = ({ id, state, input }: Comparison, rows: readonly ComparisonRow[]): ComparisonState => ({
  id,
  state,
  input,
  rows: [...rows],
});

const sameSize = ({ info: a }: ImageRecord, { info: b }: ImageRecord): boolean =>
  a.width === b.width && a.height === b.height;

/** A result may be larger than what was given, by a whole factor. */
function checkReference({ info: image }: ImageRecord, { info }: ImageRecord): void {
  const scale = info.width / image.width;
  if (!Number.isInteger(scale) || info.height !== scale * image.height)
    throw new UserFacingError(
      `is ${info.width} × ${info.height}, the photo ${image.width} × ${image.height}`,
      'choose a reference of the same size, or a whole multiple of it for upscaling',
      info.name,
    );
  if (info.channels !== image.channels)
    throw new UserFacingError(
      'one is grey, the other is in colour',
      'choose a reference of the same kind',
      info.name,
    );
}

function checkRegion({ info }: ImageRecord, { x, y, width, height }: Rect): void {
  if (x + width > info.width || y + height > info.height)
    throw new UserFacingError('the part to compare lies outside the photo', 'move it', info.name);
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

async function checkPng(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
    if (!buffer.equals(pngSignature))
      throw new UserFacingError('this is no PNG', 'export the sheet from its window');
  } finally {
    await file.close();
  }
}
