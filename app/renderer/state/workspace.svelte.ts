import type {
  About,
  Event,
  FileRef,
  ImageInfo,
  MethodDescription,
  Rect,
  Services,
  Settings,
} from '../../contract/index.ts';
import type { Desktop } from '../client/desktop.ts';
import { describeError } from '../client/serviceError.ts';
import type { Uploads } from '../client/uploads.ts';
import type { SparseMask } from '../mask/sparseMask.ts';
import { BatchRun } from './batch.svelte.ts';
import { Comparison } from './comparison.svelte.ts';
import { Dial, type Turned } from './dial.svelte.ts';
import { PhotoDocument } from './document.svelte.ts';
import { Exporter } from './exporter.svelte.ts';
import { referTo, type Picked } from './files.ts';
import { Jobs } from './jobs.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { createInversion, createSparseCodes, type Inversion, type SparseCodes } from './labRun.svelte.ts';
import { LivePreview, previewRegion } from './preview.svelte.ts';
import { Presets } from './presets.svelte.ts';
import { Runner, stepsOf } from './runner.ts';
import { ViewState } from './view.svelte.ts';

export type Sample = Awaited<ReturnType<Services['images']['samples']>>[number];
export type DialogName =
  | 'export'
  | 'compare'
  | 'batch'
  | 'settings'
  | 'shortcuts'
  | 'about'
  | 'models'
  | 'preset'
  | 'sparseCodes'
  | 'inversion';

/** Which parameter of which step is turned. */
type DialPlace = Pick<Turned, 'step' | 'parameter'>;

type SimulationOrder = Omit<Parameters<Services['lab']['simulate']>[0], 'image'>;

/** The window's state: the open photos and everything around them. */
export class Workspace {
  readonly services: Services;
  readonly uploads: Uploads;
  readonly desktop: Desktop | null;
  readonly notices = new Notices();
  readonly view = new ViewState();
  readonly jobs: Jobs;
  readonly presets: Presets;
  readonly batch: BatchRun;
  readonly exporter: Exporter;
  readonly comparison: Comparison;
  readonly sparseCodes: SparseCodes;
  readonly inversion: Inversion;
  readonly runner: Runner;
  readonly preview: LivePreview;
  readonly dial: Dial;

  connected = $state(true);
  dialog = $state<DialogName | null>(null);
  livePreview = $state(true);
  /** What the batch dialog starts with, from a dropped folder. */
  batchFiles = $state.raw<readonly Picked[]>([]);
  /** Whether the three things to try are shown. */
  tour = $state(false);
  /** Files that are being opened. */
  opening = $state(0);
  #documents = $state.raw<readonly PhotoDocument[]>([]);
  #currentId = $state<string | null>(null);
  #methods = $state.raw<readonly MethodDescription[]>([]);
  #samples = $state.raw<readonly Sample[]>([]);
  #settings = $state.raw<Settings | null>(null);
  #about = $state.raw<About | null>(null);
  /** Whether a change has asked for a preview since the last run. */
  #previewWanted = false;
  /** The parameter that is turned, or may be next; null where the preview is of something else. */
  #turned: DialPlace | null = null;

  constructor(services: Services, uploads: Uploads, desktop: Desktop | null) {
    this.services = services;
    this.uploads = uploads;
    this.desktop = desktop;
    this.jobs = new Jobs(services);
    this.presets = new Presets(services);
    this.batch = new BatchRun(services);
    this.exporter = new Exporter(services, this.notices);
    this.comparison = new Comparison(services, this.notices);
    this.sparseCodes = createSparseCodes(services, this.notices);
    this.inversion = createInversion(services, this.notices);
    this.runner = new Runner(services, this.jobs, uploads, () => this.#methods);
    this.preview = new LivePreview(
      this.jobs,
      (images) => this.runner.release(images),
      () => this.dial.hide(),
    );
    this.dial = new Dial(services, () => this.preview.clear());
  }

  get documents(): readonly PhotoDocument[] {
    return this.#documents;
  }

  get current(): PhotoDocument | undefined {
    return this.#documents.find((document) => document.original.id === this.#currentId);
  }

  get methods(): readonly MethodDescription[] {
    return this.#methods;
  }

  get samples(): readonly Sample[] {
    return this.#samples;
  }

  get settings(): Settings | null {
    return this.#settings;
  }

  get about(): About | null {
    return this.#about;
  }

  /** Whether files have paths here, so that native dialogs and folders can be used. */
  get hasPaths(): boolean {
    return this.#about?.paths ?? false;
  }

  /** Why Run is disabled; undefined when it is not. */
  get blocker(): string | undefined {
    const { current } = this;
    if (!current) return 'Open a photo first';
    if (!this.connected) return 'The connection is lost';
    return this.runner.blocker(current);
  }

  /** Learns what there is, opens what was asked for, or a sample at the very first start. */
  async start(): Promise<void> {
    const { app, methods, images } = this.services;
    const [about, settings, list, samples] = await Promise.all([
      app.about({}),
      app.settings({}),
      methods.list({}),
      images.samples({}),
    ]);
    this.#about = about;
    this.#settings = settings;
    this.#methods = list;
    this.#samples = samples;
    await this.presets.load();
    const files = await app.filesToOpen({});
    if (files.length > 0) await this.openFiles(files);
    else if (!settings.welcomed) await this.#welcome();
  }

  async #welcome(): Promise<void> {
    const [sample] = this.#samples;
    if (!sample) return;
    await this.openSample(sample);
    this.tour = true;
    await this.changeSettings({ welcomed: true });
  }

  /** After a network came or went: it is a method like the others. */
  async reloadMethods(): Promise<void> {
    this.#methods = await this.services.methods.list({});
  }

  receive(event: Event): void {
    if (event.type === 'job') this.jobs.update(event.job);
    else if (event.type === 'batch') this.batch.update(event.batch);
    else if (event.type === 'comparison') this.comparison.receive(event.comparison);
    else if (event.type === 'dial') this.dial.receive(event.news);
    else if (event.type === 'lab') this[event.run].fraction = event.fraction;
    else if (event.type === 'notice') this.notices.add(event.level, event.text);
    else if (event.type === 'openFiles') void this.openFiles(event.files);
  }

  changeConnection(connected: boolean): void {
    const back = connected && !this.connected;
    this.connected = connected;
    if (back) void this.notices.guard(() => this.jobs.catchUp());
  }

  async changeSettings(change: Partial<Settings>): Promise<void> {
    await this.notices.guard(async () => {
      this.#settings = await this.services.app.changeSettings(change);
    });
  }

  async openPicked(picked: readonly Picked[]): Promise<void> {
    this.opening += picked.length;
    for (const one of picked) {
      await this.notices.guard(async () => {
        await this.openFiles([await referTo(one, this.uploads, this.desktop)]);
      });
      this.opening--;
    }
  }

  async openFiles(files: readonly FileRef[]): Promise<void> {
    const outcomes = await this.notices.guard(() => this.services.images.open({ files: [...files] }));
    for (const outcome of outcomes ?? []) {
      if (outcome.ok) this.#add(outcome.image);
      else this.notices.add('error', describeError({ where: outcome.name, ...outcome.error }));
    }
  }

  async openSample({ file, task }: Sample): Promise<void> {
    await this.notices.guard(async () => {
      const { image, mask } = await this.services.images.openSample({ file });
      const document = this.#add(image);
      const method = this.#methods.find((candidate) => candidate.task === task);
      if (method) document.form.choose(method.id);
      if (mask !== null) await this.#loadMask(document, mask, 'Mask of the sample');
    });
  }

  /** Measures a photo as the Lab's experiment says; the measurement is a photo of its own, the truth too. */
  async simulate(document: PhotoDocument, order: SimulationOrder): Promise<void> {
    await this.notices.guard(async () => {
      const simulated = await this.services.lab.simulate({ ...order, image: document.image.id });
      const { truth, measurement, entries } = simulated;
      this.#add(truth);
      const measured = this.#add(measurement);
      measured.experiment = { truth, entries };
      const last = entries.findLast(({ method }) =>
        this.#methods.some(({ id, task }) => id === method && task === 'recover'),
      );
      if (last) measured.form.apply(last);
    });
  }

  /** Takes a mask from an image file. */
  async importMask(document: PhotoDocument, file: FileRef): Promise<void> {
    await this.notices.guard(async () => {
      const mask = await this.services.images.openMask({ image: document.original.id, file });
      await this.#loadMask(document, mask, 'Imported mask');
    });
  }

  async #loadMask(document: PhotoDocument, mask: string, label: string): Promise<void> {
    document.setMask(await this.uploads.readMask(mask, document.original), label);
  }

  select(document: PhotoDocument): void {
    if (document.original.id === this.#currentId) return;
    this.#currentId = document.original.id;
    this.#forgetPreview();
    this.view.overlay = 'photo';
    this.view.suggestBrush(document.original.width, document.original.height);
  }

  close(document: PhotoDocument): void {
    const index = this.#documents.indexOf(document);
    if (index < 0) return;
    const { job } = document;
    if (job) void this.notices.guard(() => this.jobs.cancel(job));
    const next = this.#documents[index + 1] ?? this.#documents[index - 1];
    this.#documents = this.#documents.filter((other) => other !== document);
    const { order } = this.comparison;
    if (order && document.images.has(order.image.id)) void this.comparison.clear();
    this.runner.release([...document.images]);
    if (document.original.id !== this.#currentId) return;
    this.#forgetPreview();
    this.#currentId = null;
    if (next) this.select(next);
  }

  /** Runs the form of the photo; for "Restore" its plan. */
  async run(document: PhotoDocument): Promise<void> {
    if (document.form.task === 'restore') await this.plan(document);
    if (this.runner.blocker(document) !== undefined) return;
    const { base, image: before } = document;
    this.#previewWanted = false;
    if (document === this.current) {
      this.preview.stop();
      this.dial.stop();
    }
    await this.notices.guard(() => this.runner.run(document, stepsOf(document), document.baseSteps));
    if (document === this.current) this.#dropStalePreview();
    // What was filled is to be seen now, not what marked it.
    if (document === this.current && document.lastStep?.mask) this.view.showMask = false;
    if (document.image === before) return;
    if (document === this.current) this.#prepareDial(document);
    for (const notice of document.lastStep?.result.notices ?? []) this.notices.add('warning', notice);
    if (document.lastStep?.run.task === 'restore') await this.#learnOutcome(document, base);
  }

  /** Measures a photo and plans its restoration, unless that was done. */
  plan(document: PhotoDocument): Promise<void> {
    const { restoration, base, marked } = document;
    return restoration.ask((input) => this.services.restoration.plan(input), base.id, marked);
  }

  async #learnOutcome({ restoration, image }: PhotoDocument, base: ImageInfo): Promise<void> {
    await this.notices.guard(() =>
      restoration.learnOutcome((input) => this.services.restoration.outcome(input), base.id, image.id),
    );
  }

  /** A preview of before the run has had its time, unless a change asked for a new one meanwhile. */
  #dropStalePreview(): void {
    if (!this.#previewWanted) this.clearPreview();
  }

  /** The result of what was run last can be turned up and down. */
  #prepareDial(document: PhotoDocument): void {
    if (this.#previewWanted) return;
    const steps = stepsOf(document);
    const last = steps.at(-1);
    const parameter = this.#methods.find(({ id }) => id === last?.method)?.dial ?? null;
    this.#turned = parameter === null ? null : { step: steps.length - 1, parameter };
    this.refreshPreview();
  }

  /** What the dial solves; null where nothing can run, or the parameter has no value yet. */
  async #dialOrder(document: PhotoDocument, region: Rect, place: DialPlace): Promise<Turned | null> {
    const order = await this.runner.previewOrder(document, region);
    const step = order?.steps[place.step];
    if (!order || !step) return null;
    const { lastStep } = document;
    const set = step.parameters[place.parameter];
    const ran = lastStep?.request.method === step.method ? lastStep.result.parameters : {};
    const value = typeof set === 'number' ? set : ran[place.parameter];
    return typeof value === 'number' ? { ...order, ...place, value } : null;
  }

  /** Gives the current photo's method and values to every open photo. */
  applyToAll(): void {
    const step = this.current?.form.step;
    if (!step) return;
    for (const document of this.#documents) document.form.apply(step);
    this.notices.add('info', `Set for all ${this.#documents.length} open photos.`);
  }

  /** The same, and runs it on each of them. */
  async runOnAll(): Promise<void> {
    const { form } = this.current ?? {};
    for (const document of this.#documents)
      if (form?.step) document.form.apply(form.step);
      else if (form?.task === 'restore') document.form.chooseAutomatic();
    await Promise.all(this.#documents.map((document) => this.run(document)));
  }

  /** Cancels the current photo's job, or else another photo's; a batch has its own button. */
  async stop(): Promise<void> {
    const id = this.current?.job ?? this.#documents.find(({ job }) => job !== null)?.job;
    if (id) await this.notices.guard(() => this.jobs.cancel(id));
  }

  /** A parameter, the method or the mask changed. */
  wantPreview(): void {
    this.#want(null);
  }

  /** A parameter of one of the steps that would run was set. */
  wantPreviewOf(step: number, method: string, parameter: string, value: unknown): void {
    const dial = this.#methods.find(({ id }) => id === method)?.dial;
    this.#want(dial === parameter && typeof value === 'number' ? { step, parameter } : null);
  }

  #want(turned: DialPlace | null): void {
    this.#turned = turned;
    this.#previewWanted = true;
    if (turned) this.preview.stop();
    else this.dial.stop();
    this.refreshPreview();
  }

  /** Nothing computed of a part is shown any more. */
  clearPreview(): void {
    this.preview.clear();
    this.dial.hide();
  }

  #forgetPreview(): void {
    this.#previewWanted = false;
    this.#turned = null;
    this.preview.clear();
    this.dial.clear();
  }

  /** A tool or an action made another mask. */
  changeMask(document: PhotoDocument, mask: SparseMask, label: string): void {
    document.setMask(mask, label);
    this.view.showMask = true;
    if (document.form.task === 'inpaint') this.wantPreview();
  }

  /** The view moved, or the preview was switched: what is wanted is asked for again. */
  refreshPreview(): void {
    const { current, view } = this;
    const turned = this.#turned;
    if (!this.livePreview || !current || !view.visible) {
      this.preview.clear();
      this.dial.clear();
      return;
    }
    if (current.job !== null) return;
    const region = previewRegion(view.visible);
    if (turned) {
      const order = (): Promise<Turned | null> => this.#dialOrder(current, region, turned);
      if (this.#previewWanted) this.dial.turn(order);
      else this.dial.prepare(order);
    } else if (this.#previewWanted) {
      this.preview.request(() => this.runner.previewOrder(current, region));
    }
  }

  #add(image: ImageInfo): PhotoDocument {
    const document = new PhotoDocument(
      image,
      () => this.#methods,
      (images) => this.runner.release(images),
    );
    this.#documents = [...this.#documents, document];
    this.select(document);
    for (const notice of image.notices) this.notices.add('info', `${image.name}: ${notice}`);
    return document;
  }
}
