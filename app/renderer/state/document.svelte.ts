import type {
  Geometry,
  ImageInfo,
  JobResult,
  MethodDescription,
  Simulated,
  Step,
  TaskName,
} from '../../contract/index.ts';
import { SparseMask } from '../mask/sparseMask.ts';
import { scaleGeometry, untouched } from '../geometry/geometry.ts';
import { MethodForm } from './form.svelte.ts';
import { History } from './history.svelte.ts';
import { Restoration } from './restoration.svelte.ts';

/** One method that was run, and what came of it. */
export interface AppliedStep {
  readonly request: Step;
  readonly task: TaskName;
  /** The press of the button that it belongs to: the same for all steps of one restoration. */
  readonly run: { readonly task: TaskName };
  readonly title: string;
  /** The mask that was filled; null for methods that take none. */
  readonly mask: SparseMask | null;
  readonly result: JobResult;
}

export interface DocumentState {
  /** What is shown and exported: the last step's result, or the original. */
  readonly image: ImageInfo;
  readonly mask: SparseMask;
  readonly geometry: Geometry;
  readonly steps: readonly AppliedStep[];
}

/** What was written out last: a picture, how it was cut, and where it lies (null for a download). */
export interface Export extends Pick<DocumentState, 'image' | 'geometry'> {
  readonly path: string | null;
}

/** An open photo. Its original is never touched; whatever is done to it can be undone. */
export class PhotoDocument implements DocumentState {
  readonly original: ImageInfo;
  readonly form: MethodForm;
  readonly restoration = new Restoration();
  /** The running job on this photo, by id. */
  job = $state<string | null>(null);
  /** The last failure on this photo, for its dot in the filmstrip. */
  failure = $state<string | null>(null);
  /** Whether the next run goes on top of the last step even where it would replace it. */
  stack = $state(false);
  /** Where it is a measurement of the Lab's: what was measured, and what recovers it. */
  experiment = $state.raw<Pick<Simulated, 'truth' | 'entries'> | null>(null);
  #lastExport = $state.raw<Export | null>(null);
  #history: History<DocumentState>;
  #release: (images: readonly string[]) => void;

  /** @param release is told of images that nothing in the history refers to any more */
  constructor(
    original: ImageInfo,
    methods: () => readonly MethodDescription[],
    release: (images: readonly string[]) => void,
  ) {
    this.original = original;
    this.form = new MethodForm(methods);
    this.#release = release;
    this.#history = new History('Opened', {
      image: original,
      mask: SparseMask.empty(original.width, original.height),
      geometry: untouched,
      steps: [],
    });
  }

  get name(): string {
    return this.original.name;
  }

  get history(): History<DocumentState> {
    return this.#history;
  }

  get image(): ImageInfo {
    return this.#history.current.image;
  }

  get mask(): SparseMask {
    return this.#history.current.mask;
  }

  get geometry(): Geometry {
    return this.#history.current.geometry;
  }

  /** The geometry in pixels of `image`, which may be larger than the original. */
  get imageGeometry(): Geometry {
    return scaleGeometry(this.original, this.image, this.geometry);
  }

  get steps(): readonly AppliedStep[] {
    return this.#history.current.steps;
  }

  /** Whether what is shown was written out; undone and redone, it still was. */
  get exported(): boolean {
    const { image, geometry } = this.#history.current;
    return this.#lastExport?.image === image && this.#lastExport.geometry === geometry;
  }

  /** Where the export of what is shown lies, for dragging it out of the window. */
  get exportedPath(): string | null {
    return this.exported ? (this.#lastExport?.path ?? null) : null;
  }

  /** Whether closing loses work: something was computed or cut, and not written out. */
  get unsaved(): boolean {
    return !this.exported && (this.steps.length > 0 || this.geometry !== untouched);
  }

  noteExport(written: Export): void {
    this.#lastExport = written;
  }

  get lastStep(): AppliedStep | undefined {
    return this.steps.at(-1);
  }

  get result(): ImageInfo | null {
    return this.lastStep?.result.image ?? null;
  }

  /**
   * The steps that running the form again would replace: the same task tried with other settings is a
   * second attempt, not a second layer; another mask is another repair.
   */
  get replaced(): readonly AppliedStep[] {
    const { lastStep, steps } = this;
    if (this.stack || lastStep?.run.task !== this.form.task) return [];
    const last = steps.filter(({ run }) => run === lastStep.run);
    return last.every(({ mask }) => mask === null || mask === this.mask) ? last : [];
  }

  /** The steps that the next run goes on from. */
  get baseSteps(): readonly AppliedStep[] {
    return this.steps.slice(0, this.steps.length - this.replaced.length);
  }

  get base(): ImageInfo {
    return this.baseSteps.at(-1)?.result.image ?? this.original;
  }

  /** Whether something is marked that no step has filled, and that can be: on a photo of the mask's size. */
  get marked(): boolean {
    const { mask, base, original } = this;
    if (mask.isEmpty || base.width !== original.width || base.height !== original.height) return false;
    return this.baseSteps.every((step) => step.mask !== mask);
  }

  setMask(mask: SparseMask, label: string): void {
    if (mask !== this.mask) this.#commit(label, { mask });
  }

  setGeometry(geometry: Geometry, label: string): void {
    this.#commit(label, { geometry });
  }

  /** @param base the steps that `step` went on from, as they were when it was started */
  addStep(step: AppliedStep, base: readonly AppliedStep[]): void {
    this.stack = false;
    this.#commit(step.title, { steps: [...base, step], image: step.result.image });
  }

  undo(): void {
    this.#history.undo();
  }

  redo(): void {
    this.#history.redo();
  }

  jump(position: number): void {
    this.#history.jump(position);
  }

  /** Every image that this photo holds in the session. */
  get images(): ReadonlySet<string> {
    return new Set([this.original.id, ...this.#history.entries.flatMap(({ value }) => imagesOf(value))]);
  }

  #commit(label: string, change: Partial<DocumentState>): void {
    const forgotten = this.#history.commit(label, { ...this.#history.current, ...change });
    const kept = this.images;
    const unused = new Set(forgotten.flatMap(imagesOf).filter((image) => !kept.has(image)));
    if (unused.size > 0) this.#release([...unused]);
  }
}

function imagesOf({ steps }: DocumentState): string[] {
  return steps.flatMap(({ result: { image, explanation } }) =>
    [image.id, explanation.residualMap, explanation.inventedMap].filter((id) => id !== null),
  );
}
