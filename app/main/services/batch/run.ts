import { access, constants, mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type {
  BatchState,
  ErrorBody,
  JobRequest,
  JobResult,
  Services,
  WrittenFile,
} from '../../../contract/index.ts';
import { UserFacingError } from '../../../compute/errors.ts';
import { toErrorBody } from '../../errorBody.ts';
import { describeFileError } from '../../session/fileErrors.ts';
import type { Session } from '../../session/session.ts';
import { processItem } from './item.ts';
import { Journal, recipeHash } from './journal.ts';
import { Claims } from './naming.ts';
import { type BatchPlan, journalFolderFor } from './plan.ts';
import { BatchProgress } from './progress.ts';
import { type ItemReport, nothingDone, type PictureReport, type Report, writeReport } from './report.ts';
import { forEachBounded, Turns } from './turns.ts';
import { findInputs, type Input } from './walk.ts';
import { ZipFile } from './zip.ts';

export interface BatchDeps {
  readonly session: Session;
  readonly images: Services['images'];
  readonly exports: Services['exports'];
  readonly restoration: Services['restoration'];
  readonly jobs: { run(request: JobRequest, options: { signal: AbortSignal }): Promise<JobResult[]> };
  readonly version: string;
}

/** What the parts of one running batch share. */
export interface BatchRun {
  readonly deps: BatchDeps;
  readonly plan: BatchPlan;
  readonly claims: Claims;
  readonly downloads: string;
  readonly zip: ZipFile | null;
  readonly journalOf: (input: Input) => Journal | null;
  /** One picture at a time is read, one worked on and one written; three in all are under way. */
  readonly reading: Turns;
  readonly working: Turns;
  readonly writing: Turns;
  readonly signal: AbortSignal;
}

export interface BatchOutcome {
  readonly state: BatchState;
  readonly items: readonly ItemReport[];
}

/** Who is told of a batch: of its state now and then, of each finished file at once. */
export interface BatchListener {
  state(state: BatchState): void;
  item?(item: ItemReport): void;
}

export interface StartedBatch {
  readonly first: BatchState;
  readonly finished: Promise<BatchOutcome>;
}

const inFlight = 3;

/**
 * Finds the inputs and begins to work on them. Whatever makes the whole batch impossible is thrown
 * here, before anything is written; afterwards a file that fails never stops the others.
 */
export async function startBatch(
  deps: BatchDeps,
  plan: BatchPlan,
  id: string,
  listener: BatchListener,
  signal: AbortSignal,
): Promise<StartedBatch> {
  const started = new Date();
  if (plan.placement.kind === 'folder') await prepareFolder(plan.placement.folder);
  const journals = await openJournals(deps, plan);
  const { inputs, ignored } = await findInputs(plan.inputs, {
    recursive: plan.recursive,
    resolveFile: (ref) => deps.session.resolveFile(ref),
    outputFolder: plan.placement.kind === 'folder' ? plan.placement.folder : null,
    isEarlierResult: (path) => [...journals.values()].some((journal) => journal.wrote(path)),
  });
  checkCount(plan, inputs, ignored);

  const progress = new BatchProgress(
    id,
    inputs.map((input) => input.shown),
    ignored,
    (state) => listener.state(state),
  );
  const downloads = join(deps.session.folder, `batch-${id}`);
  const zip = plan.placement.kind === 'download' ? new ZipFile(`${downloads}.zip`) : null;
  const run: BatchRun = {
    deps,
    plan,
    claims: new Claims(inputs.flatMap((input) => input.path ?? [])),
    downloads,
    zip,
    journalOf: (input) => journals.get(journalFolderFor(plan.placement, input) ?? '') ?? null,
    reading: new Turns(),
    working: new Turns(),
    writing: new Turns(),
    signal,
  };
  const done = new Map<number, PictureReport>();
  const earlier = plan.resume
    ? await findFinished(run, inputs, [...journals.values()], progress)
    : new Set<number>();
  const first = progress.first();

  async function work(): Promise<BatchOutcome> {
    await forEachBounded(inputs, inFlight, async (input, index) => {
      if (!earlier.has(index)) await workOn(input, index);
      tellItem(index);
    });
    return finish();
  }

  async function workOn(input: Input, index: number): Promise<void> {
    if (signal.aborted) {
      progress.update(index, { state: 'cancelled' });
      return;
    }
    progress.update(index, { state: 'running' });
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    try {
      const { output, report: told } = await processItem(run, input, index);
      done.set(index, told);
      progress.update(index, { state: output.skipped ? 'skipped' : 'done', output, seconds: seconds() });
    } catch (thrown) {
      const error = withPlace(toErrorBody(thrown), input.shown);
      const cancelled = isAborted(signal) && error.code !== 'user';
      progress.update(index, {
        state: cancelled ? 'cancelled' : 'failed',
        error: cancelled ? null : error,
        seconds: seconds(),
      });
    }
  }

  function report(index: number): ItemReport | null {
    const item = progress.items()[index];
    return item === undefined ? null : { ...item, ...(done.get(index) ?? nothingDone) };
  }

  function tellItem(index: number): void {
    const item = report(index);
    if (item !== null) listener.item?.(item);
  }

  async function finish(): Promise<BatchOutcome> {
    const items = inputs.flatMap((_, index) => report(index) ?? []);
    let download: WrittenFile | null = null;
    let error: ErrorBody | null = null;
    try {
      await writeReports(items);
      if (zip !== null && !isAborted(signal)) download = await handOut(deps.session, zip, `${downloads}.zip`);
      else await zip?.abandon();
    } catch (thrown) {
      error = toErrorBody(thrown);
      await zip?.abandon();
    }
    await rm(downloads, { recursive: true, force: true });
    const end = error === null ? 'done' : 'failed';
    return { state: progress.finish(isAborted(signal) ? 'cancelled' : end, download, error), items };
  }

  async function writeReports(items: readonly ItemReport[]): Promise<void> {
    if (plan.report === null) return;
    const count = (state: ItemReport['state']) => items.filter((item) => item.state === state).length;
    const report: Report = {
      app: `Pentimento ${deps.version}`,
      started: started.toISOString(),
      finished: new Date().toISOString(),
      recipe: plan.recipe.description,
      totals: {
        total: items.length,
        done: count('done'),
        failed: count('failed'),
        skipped: count('skipped'),
        cancelled: count('cancelled'),
        ignored,
      },
      items,
    };
    if (zip === null) return writeReport(plan.report, report);
    await writeReport(join(downloads, plan.report), report);
    const table = plan.report.replace(/(\.json)?$/i, '.csv');
    for (const name of [plan.report, table]) await zip.move(join(downloads, name), name);
  }

  return { first, finished: work() };
}

/** Marks what an earlier run finished, and keeps its names from being given again. */
async function findFinished(
  run: BatchRun,
  inputs: readonly Input[],
  journals: readonly Journal[],
  progress: BatchProgress,
): Promise<Set<number>> {
  const earlier = new Set<number>();
  for (const journal of journals) await journal.removeParts();
  for (const [index, input] of inputs.entries()) {
    if (input.path === null) continue;
    const found = await run.journalOf(input)?.finished({ ...input, path: input.path });
    if (found === null || found === undefined) continue;
    earlier.add(index);
    run.claims.take(found.path);
    const notices = ['finished by an earlier run'];
    const output = { name: basename(found.path), url: null, skipped: true, notices, ...found };
    progress.update(index, { state: 'skipped', output });
  }
  return earlier;
}

async function openJournals({ session }: BatchDeps, plan: BatchPlan): Promise<Map<string, Journal>> {
  const folders = new Set<string>();
  if (plan.placement.kind === 'folder') folders.add(plan.placement.folder);
  if (plan.placement.kind === 'beside') {
    for (const ref of plan.inputs) {
      const { path } = session.resolveFile(ref);
      const folder = await stat(path).then(
        (info) => info.isDirectory(),
        () => false,
      );
      folders.add(folder ? path : dirname(path));
    }
  }
  const mask = plan.mask === null ? null : session.resolveFile(plan.mask).path;
  const maskInfo = mask === null ? null : await stat(mask).catch(() => null);
  const recipe = recipeHash({
    recipe: plan.recipe.description,
    encoding: plan.encoding,
    template: plan.template,
    seed: plan.seed,
    mask: mask === null ? null : [mask, maskInfo?.size, maskInfo?.mtimeMs],
  });
  const journals = new Map<string, Journal>();
  for (const folder of folders) journals.set(folder, await Journal.open(folder, recipe));
  return journals;
}

async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw describeFileError(error, folder) ?? error;
  }
}

function checkCount(plan: BatchPlan, inputs: readonly Input[], ignored: number): void {
  if (inputs.length === 0)
    throw new UserFacingError(
      ignored === 0 ? 'there are no pictures' : `there are no pictures among ${ignored} files`,
      plan.recursive ? 'name other files or folders' : 'name pictures, or include the folders below',
    );
  if (plan.placement.kind === 'file' && inputs.length > 1)
    throw new UserFacingError(
      `names one file, but there are ${inputs.length} inputs`,
      'name a folder for the results',
      plan.placement.path,
    );
}

async function handOut(session: Session, zip: ZipFile, path: string): Promise<WrittenFile> {
  const bytes = await zip.finish();
  const name = 'pentimento.zip';
  return { name, path: null, url: session.addDownload(path, name), bytes, skipped: false, notices: [] };
}

/** The compiler takes a property that was false for false ever after; this one changes meanwhile. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

function withPlace(error: ErrorBody, input: string): ErrorBody {
  if (error.where === undefined || input.endsWith(error.where)) return { ...error, where: input };
  return { ...error, where: `${input}: ${error.where}` };
}
