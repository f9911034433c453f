import { copyFile, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, relative } from 'node:path';
import type {
  ConflictPolicy,
  Encoding,
  ErrorBody,
  ImageInfo,
  JobResult,
  JobStep,
  WrittenFile,
} from '../../../contract/index.ts';
import { UserFacingError } from '../../../compute/errors.ts';
import { toErrorBody } from '../../errorBody.ts';
import { Cancelled, EngineCrashed } from '../../processes/errors.ts';
import { describeFileError } from '../../session/fileErrors.ts';
import { sidecarPath, writeInPlace } from '../exports.ts';
import type { Claim } from './naming.ts';
import { extensionFor, fillTemplate, folderFor, formatFor, nameOf, namedBySize } from './plan.ts';
import type { CheckedStep } from './recipe.ts';
import { nothingDone, type PictureReport, type StepReport } from './report.ts';
import type { BatchRun } from './run.ts';
import type { Input } from './walk.ts';

interface Processed {
  readonly output: WrittenFile;
  readonly report: PictureReport;
}

/** A hostile picture can end the process that reads it, while that one writes another's result. */
const writeAttempts = 5;

/** Reads, works on and writes one picture; nothing of it is left in the session afterwards. */
export async function processItem(run: BatchRun, input: Input, index: number): Promise<Processed> {
  if (input.problem !== null) throw input.problem;
  const held: string[] = [];
  try {
    const { image, early } = await run.reading.take(async () => {
      stopIfCancelled(run);
      const opened = await open(run, input);
      held.push(opened.id);
      return {
        image: opened,
        early: namedBySize(run.plan.template) ? null : await claim(run, input, index, opened),
      };
    });
    if (early?.skip === true) return { output: skipped(early.path), report: nothingDone };

    const { steps, plan } = await run.plan.recipe.plan(image);
    const { result, reports } = await run.working.take(() => work(run, input, image, steps, held));
    const asked = { image: image.id, result: result.id };
    const outcome = plan === null ? [] : await run.deps.restoration.outcome(asked);

    const output = await run.writing.take(async () => {
      stopIfCancelled(run);
      const target = early ?? (await claim(run, input, index, image, result));
      if (target.skip) return skipped(target.path);
      return write(run, input, image, result, target.path);
    });
    return { output, report: { steps: reports, plan, outcome } };
  } finally {
    for (const id of held) await run.deps.session.remove(id);
  }
}

async function open(run: BatchRun, input: Input): Promise<ImageInfo> {
  let crash: ErrorBody | null = null;
  // Twice, since the first time the process may have been ended by what it did beside.
  for (let attempt = 0; attempt < 2; attempt++) {
    const [outcome] = await run.deps.images.open({ files: [input.ref] });
    if (outcome?.ok === true) return outcome.image;
    if (outcome?.error.code !== 'crashed') throw failure(outcome?.error);
    crash = outcome.error;
  }
  throw failure(crash ?? undefined);
}

function failure(error: ErrorBody | undefined): Error {
  if (error?.code === 'cancelled') return new Cancelled();
  if (error?.code === 'crashed') return new EngineCrashed(error.problem);
  if (error?.code === 'user') return new UserFacingError(error.problem, error.remedy, error.where);
  return new Error(error?.problem ?? 'the picture was not opened');
}

async function claim(
  run: BatchRun,
  input: Input,
  index: number,
  image: ImageInfo,
  result: Pick<ImageInfo, 'width' | 'height'> = image,
): Promise<Claim> {
  const { placement, conflict, template } = run.plan;
  const folder = folderFor(placement, input, run.downloads);
  if (placement.kind === 'file') {
    const extension = extname(placement.path);
    return run.claims.claim(folder, basename(placement.path, extension), extension, conflict);
  }
  const format = formatFor(run.plan, image.format);
  const extension = extensionFor(format, image.format, image.name);
  const name = fillTemplate(template, wordsFor(run, nameOf(input), index, result));
  return run.claims.claim(folder, name, extension, conflict);
}

async function work(
  run: BatchRun,
  input: Input,
  image: ImageInfo,
  steps: readonly CheckedStep[],
  held: string[],
): Promise<{ result: ImageInfo; reports: StepReport[] }> {
  const { images, jobs, session } = run.deps;
  const { seed, mask: maskFile } = run.plan;
  if (steps.length === 0) return { result: image, reports: [] };
  stopIfCancelled(run);
  const request = { image: image.id, steps: steps.map(stepOf), seed };
  let mask: string | null = null;
  if (maskFile !== null && steps.some(({ task }) => task === 'inpaint')) {
    mask = await images.openMask({ image: image.id, file: maskFile });
    held.push(mask);
  }
  const results = await jobs.run(mask === null ? request : { ...request, mask }, { signal: run.signal });
  let result = image;
  for (const { image: computed, explanation } of results) {
    held.push(computed.id);
    result = { ...computed, name: input.shown };
    for (const map of [explanation.residualMap, explanation.inventedMap])
      if (map !== null) await session.remove(map);
  }
  const reports = results.flatMap((done, index) => {
    const step = steps[index];
    return step === undefined ? [] : reportOf(step, seed, done);
  });
  return { result, reports };
}

const stepOf = ({ method, parameters, reason }: CheckedStep): JobStep =>
  reason === undefined ? { method, parameters } : { method, parameters, reason };

function reportOf({ method, reason }: CheckedStep, seed: number, done: JobResult): StepReport {
  const { residual, invented, estimated, changedOutsideMask } = done.explanation;
  const { parameters, chosen, device, seconds, iterations, notices } = done;
  const explanation = { residual, invented, estimated, changedOutsideMask };
  const report = { method, parameters, chosen, explanation, seed, device, seconds, iterations, notices };
  return reason === undefined ? report : { ...report, reason };
}

async function write(
  run: BatchRun,
  input: Input,
  image: ImageInfo,
  result: ImageInfo,
  target: string,
): Promise<WrittenFile> {
  const { plan } = run;
  const format = formatFor(plan, image.format);
  const encoding: Encoding = { ...plan.encoding, format };
  try {
    await mkdir(dirname(target), { recursive: true });
  } catch (error) {
    throw describeFileError(error, dirname(target)) ?? error;
  }
  const key = input.path === null ? null : { ...input, path: input.path };
  const journal = key === null ? null : run.journalOf(input);
  if (key !== null) await journal?.record(key, target, null);
  const unchanged =
    result.id === image.id && format === image.format && encoding.depth === 'source' && !encoding.stripGps;
  const written =
    unchanged && input.path !== null
      ? await copy(input.path, target, plan.conflict, image.notices)
      : await encode(run, result, encoding, target);
  if (key !== null && written.path !== null && !written.skipped)
    await journal?.record(key, written.path, written.bytes);
  return run.zip === null
    ? { ...written, notices: [...image.notices, ...written.notices] }
    : zipped(run, written);
}

async function encode(
  run: BatchRun,
  result: ImageInfo,
  encoding: Encoding,
  path: string,
): Promise<WrittenFile> {
  const { sidecar, conflict } = run.plan;
  for (let attempt = 1; ; attempt++) {
    try {
      return await run.deps.exports.write({
        image: result.id,
        destination: { kind: 'file', path },
        encoding,
        conflict,
        sidecar,
      });
    } catch (error) {
      if (toErrorBody(error).code !== 'crashed' || attempt === writeAttempts) throw error;
    }
  }
}

/** A picture that nothing was done to is copied byte for byte rather than encoded anew. */
async function copy(
  source: string,
  target: string,
  conflict: ConflictPolicy,
  notices: readonly string[],
): Promise<WrittenFile> {
  const { path, skipped: kept } = await writeInPlace(target, conflict, (part) => copyFile(source, part));
  if (kept) return skipped(path);
  const { size: bytes } = await stat(path);
  return { name: basename(path), path, url: null, bytes, skipped: false, notices: [...notices] };
}

async function zipped(run: BatchRun, written: WrittenFile): Promise<WrittenFile> {
  if (run.zip === null || written.path === null) return written;
  const name = nameInZip(run, written.path);
  await run.zip.move(written.path, name);
  const sidecar = sidecarPath(written.path);
  if (run.plan.sidecar) await run.zip.move(sidecar, nameInZip(run, sidecar));
  return { ...written, name, path: null };
}

const skipped = (path: string): WrittenFile => ({
  name: basename(path),
  path,
  url: null,
  bytes: 0,
  skipped: true,
  notices: ['it is there already'],
});

function stopIfCancelled(run: BatchRun): void {
  if (run.signal.aborted) throw new Cancelled();
}

/** The words that a name template may use. */
function wordsFor(
  run: BatchRun,
  name: string,
  index: number,
  image: Pick<ImageInfo, 'width' | 'height'>,
): Record<string, string> {
  return {
    name,
    task: run.plan.recipe.task,
    method: run.plan.recipe.method,
    index: String(index + 1).padStart(4, '0'),
    width: String(image.width),
    height: String(image.height),
  };
}

/** A result's name inside the zip: its path below the folder where it waits. */
const nameInZip = (run: BatchRun, path: string): string =>
  relative(run.downloads, path).replaceAll('\\', '/');
