import type { JobStep, MethodDescription, Rect, Services, Step } from '../../contract/index.ts';
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
    if (document.form.task === 'restore' && !method) return restorationProblem(document);
    if (!method) return 'There is no method for this task';
    return this.#maskProblem(document, method);
  }

  /** The order for the visible part, as the whole would be computed; null where nothing can run. */
  async previewOrder(document: PhotoDocument, region: Rect): Promise<(JobOrder & { region: Rect }) | null> {
    if (this.blocker(document) !== undefined) return null;
    const steps = stepsOf(document);
    if (steps.length === 0) return null;
    const fills = steps.some((step) => this.#methodOf(step).task === 'inpaint');
    const mask = fills ? await this.maskImage(document.mask) : undefined;
    return { steps, image: document.base.id, region, ...(mask !== undefined && { mask }) };
  }

  /**
   * Runs steps as one job, each on the result of the one before.
   * @throws Error in the job's words when it fails; a cancelled job changes nothing
   */
  async run(document: PhotoDocument, steps: readonly JobStep[], from: readonly AppliedStep[]): Promise<void> {
    document.failure = null;
    let base = from;
    for (const applied of await this.#runAll(document, steps, from)) {
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

  async #runAll(
    document: PhotoDocument,
    steps: readonly JobStep[],
    base: readonly AppliedStep[],
  ): Promise<readonly AppliedStep[]> {
    const methods = steps.map((step) => this.#methodOf(step));
    const mask = methods.some(({ task }) => task === 'inpaint') ? document.mask : null;
    const image = base.at(-1)?.result.image ?? document.original;
    const run = { task: document.form.task };
    document.job = starting;
    try {
      const maskId = mask && (await this.maskImage(mask));
      const job = await this.#jobs.run(
        { steps: [...steps], image: image.id, ...(maskId !== null && { mask: maskId }) },
        (id) => {
          document.job = id;
        },
      );
      if (job.state === 'cancelled') return [];
      if (job.results.length !== steps.length)
        throw new Error(job.error ? describeError(job.error) : `${job.title} ended without a result.`);
      return job.results.flatMap((result, index) => {
        const [request, method] = [steps[index], methods[index]];
        if (!request || !method) return [];
        const { task, title } = method;
        return [{ request, task, run, title, mask: task === 'inpaint' ? mask : null, result }];
      });
    } catch (error) {
      document.failure = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      document.job = null;
    }
  }

  #methodOf({ method: id }: Step): MethodDescription {
    const method = this.#methods().find((candidate) => candidate.id === id);
    if (!method) throw new Error(`${id} is not among the methods of this version.`);
    return method;
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

/** What would run: the form's method, or the steps of the plan as far as it is known. */
export function stepsOf({ form, restoration }: PhotoDocument): JobStep[] {
  if (form.step) return [form.step];
  const planned = form.task === 'restore' ? (restoration.steps ?? []) : [];
  return planned.map(({ method, parameters, reason }) => ({ method, parameters, reason }));
}

function restorationProblem({ restoration }: PhotoDocument): string | undefined {
  if (restoration.problem !== null) return restoration.problem;
  if (restoration.steps === null || restoration.steps.length > 0) return undefined;
  return restoration.changed ? 'No step is left' : 'There is nothing to restore';
}
