import type { JobState, MethodDescription, Rect, Services, Step } from '../../contract/index.ts';
import { describeError } from '../client/serviceError.ts';
import type { Uploads } from '../client/uploads.ts';
import type { SparseMask } from '../mask/sparseMask.ts';
import type { AppliedStep, PhotoDocument } from './document.svelte.ts';
import type { JobOrder, Jobs } from './jobs.svelte.ts';

/** Stands for a job that has no id yet. */
const starting = '';

/** Turns the steps that a photo asks for into jobs, and their results into history. */
export class Runner {
  readonly #services: Pick<Services, 'images'>;
  readonly #jobs: Jobs;
  readonly #uploads: Uploads;
  readonly #methods: () => readonly MethodDescription[];
  readonly #masks = new WeakMap<SparseMask, Promise<string>>();

  constructor(
    services: Pick<Services, 'images'>,
    jobs: Jobs,
    uploads: Uploads,
    methods: () => readonly MethodDescription[],
  ) {
    this.#services = services;
    this.#jobs = jobs;
    this.#uploads = uploads;
    this.#methods = methods;
  }

  /** Why nothing can run on this photo just now; undefined if something can. */
  blocker(document: PhotoDocument): string | undefined {
    if (document.job !== null) return 'A job is running on this photo';
    const { method } = document.form;
    if (!method) return document.form.task === 'restore' ? undefined : 'There is no method for this task';
    return this.#maskProblem(document, method);
  }

  /** The order for the visible part, as the whole would be computed; null where nothing can run. */
  async previewOrder(document: PhotoDocument, region: Rect): Promise<(JobOrder & { region: Rect }) | null> {
    const { method, step } = document.form;
    if (!method || !step || this.#maskProblem(document, method) !== undefined) return null;
    const mask = method.task === 'inpaint' ? await this.maskImage(document.mask) : undefined;
    return { ...step, image: document.base.id, region, ...(mask !== undefined && { mask }) };
  }

  /**
   * Runs steps one after another, each on the result of the one before.
   * @throws Error in the job's words when one fails; a cancelled job just ends the sequence
   */
  async run(document: PhotoDocument, steps: readonly Step[], from: readonly AppliedStep[]): Promise<void> {
    document.failure = null;
    let base = from;
    for (const step of steps) {
      const applied = await this.#runOne(document, step, base);
      if (!applied) return;
      document.addStep(applied, base);
      base = [...base, applied];
    }
  }

  /** The image id of a mask, sent once. */
  maskImage(mask: SparseMask): Promise<string> {
    const known = this.#masks.get(mask);
    if (known) return known;
    const sent = this.#uploads.mask(mask.encode(), mask.width, mask.height);
    this.#masks.set(mask, sent);
    sent.catch(() => this.#masks.delete(mask));
    return sent;
  }

  async #runOne(
    document: PhotoDocument,
    step: Step,
    base: readonly AppliedStep[],
  ): Promise<AppliedStep | undefined> {
    const method = this.#methods().find(({ id }) => id === step.method);
    if (!method) throw new Error(`${step.method} is not among the methods of this version.`);
    const mask = method.task === 'inpaint' ? document.mask : null;
    const image = base.at(-1)?.result.image ?? document.original;
    document.job = starting;
    try {
      const maskId = mask && (await this.maskImage(mask));
      const job = await this.#jobs.run(
        { ...step, image: image.id, ...(maskId !== null && { mask: maskId }) },
        (id) => {
          document.job = id;
        },
      );
      return appliedStep(job, step, method, mask);
    } catch (error) {
      document.failure = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      document.job = null;
    }
  }

  #maskProblem(document: PhotoDocument, method: MethodDescription): string | undefined {
    if (method.task !== 'inpaint') return undefined;
    if (document.mask.isEmpty) return 'Paint over what should be filled first';
    const { base, original } = document;
    const resized = base.width !== original.width || base.height !== original.height;
    return resized ? 'Fill before you upscale: the mask belongs to the original size' : undefined;
  }

  /** Frees images in the session; one that is gone already is no concern of the user's. */
  release(images: readonly string[]): void {
    for (const image of images) this.#services.images.close({ image }).catch(() => undefined);
  }
}

function appliedStep(
  job: JobState,
  request: Step,
  method: MethodDescription,
  mask: SparseMask | null,
): AppliedStep | undefined {
  if (job.state === 'cancelled') return undefined;
  if (!job.result)
    throw new Error(job.error ? describeError(job.error) : `${method.title} ended without a result.`);
  return {
    request,
    task: method.task,
    title: method.title,
    mask,
    result: job.result,
    objective: job.objective,
  };
}
