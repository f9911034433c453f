import type { DialLook, DialNews, DialOrder, ImageInfo, Rect, Services } from '../../contract/index.ts';
import { messageOf } from '../client/serviceError.ts';
import type { Preview } from '../canvas/scene.ts';

/** A hand that holds still so long is taken to rest. */
export const restDelay = 200;
/** The view may move on: only where it stays so long is a path worth its solutions. */
export const prepareDelay = 600;

/** What is shown, in a word. */
export const dialWords = { exact: 'exact', interpolated: 'interpolated', nearest: 'nearest so far' } as const;

export type Turned = Omit<DialOrder, 'seed'>;

/** What a dial shows at one value. */
interface Shown extends Pick<DialLook, 'residual'> {
  readonly kind: 'exact' | 'interpolated' | 'nearest';
  readonly value: number;
  readonly preview: Preview;
}

/** The dial of the current photo: solutions along one parameter's path, shown as it is turned. */
export class Dial {
  readonly #services: Pick<Services, 'dial'>;
  #id: string | null = null;
  #key = '';
  #region: Rect | null = null;
  /** Where the dial stands; null while nobody has turned it. */
  #value: number | null = null;
  #shown = $state.raw<Shown | null>(null);
  #images = $state.raw<readonly ImageInfo[]>([]);
  #problem = $state<string | null>(null);
  #ticket = 0;
  #look = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  #onShow: () => void;

  /** @param onShow called when something is shown that was not before */
  constructor(services: Pick<Services, 'dial'>, onShow: () => void) {
    this.#services = services;
    this.#onShow = onShow;
  }

  /** Null while nothing was turned, or nothing is solved yet. */
  get shown(): Shown | null {
    return this.#shown;
  }

  /** Why nothing more is solved, in one line. */
  get problem(): string | null {
    return this.#problem;
  }

  /** After a run: solves along the path, in case somebody turns it. */
  prepare(order: () => Promise<Turned | null>): void {
    this.#later(prepareDelay, async (isNewest) => {
      const turned = await order();
      if (turned && isNewest()) await this.#open(turned);
    });
  }

  /** The dial was turned, or the view has moved under it: shows what there is, and solves it where it rests. */
  turn(order: () => Promise<Turned | null>): void {
    const settle = async (isNewest: () => boolean): Promise<void> => {
      const turned = await order();
      if (!turned || !isNewest()) return;
      this.#value = turned.value;
      await this.#open(turned);
      if (!isNewest() || this.#id === null) return;
      await this.#services.dial.rest({ dial: this.#id, value: turned.value });
    };
    this.#later(restDelay, settle);
    const ticket = this.#ticket;
    void order().then((turned) => {
      if (!turned || ticket !== this.#ticket || keyOf(turned) !== this.#key) return;
      this.#value = turned.value;
      void this.#show();
    });
  }

  receive({ dial, images, problem }: DialNews): void {
    if (dial !== this.#id) return;
    this.#images = images;
    this.#problem = problem;
    void this.#show();
  }

  /** Gives way: what is shown stays. */
  stop(): void {
    this.#ticket++;
    clearTimeout(this.#timer);
    this.#value = null;
  }

  /** Nothing is shown any more; what was solved stays for the next turn. */
  hide(): void {
    this.stop();
    this.#shown = null;
  }

  clear(): void {
    this.hide();
    this.#forget();
  }

  #later(delay: number, work: (isNewest: () => boolean) => Promise<void>): void {
    const ticket = ++this.#ticket;
    const isNewest = (): boolean => ticket === this.#ticket;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      work(isNewest).catch((error: unknown) => {
        if (isNewest()) this.#problem = messageOf(error);
      });
    }, delay);
  }

  async #open(turned: Turned): Promise<void> {
    const key = keyOf(turned);
    if (key === this.#key) return;
    this.#forget();
    this.#key = key;
    this.#region = turned.region;
    const { dial } = await this.#services.dial.start(turned);
    if (this.#key === key) this.#id = dial;
    else await this.#services.dial.close({ dial });
  }

  async #show(): Promise<void> {
    const [dial, value, rect] = [this.#id, this.#value, this.#region];
    if (dial === null || value === null || rect === null) return;
    const look = ++this.#look;
    const found = await this.#services.dial.look({ dial, value }).catch(() => null);
    if (look !== this.#look || dial !== this.#id || value !== this.#value) return;
    const [below, above] = found?.layers ?? [];
    if (!found || found.kind === 'nothing' || !below) return;
    const { kind, residual } = found;
    const preview = {
      rect,
      image: below.image,
      ...(above && { over: above }),
      ready: this.#images,
    };
    const first = this.#shown === null;
    this.#shown = { kind, residual, value, preview };
    if (first) this.#onShow();
  }

  #forget(): void {
    const id = this.#id;
    this.#id = null;
    this.#key = '';
    this.#images = [];
    this.#problem = null;
    if (id !== null) this.#services.dial.close({ dial: id }).catch(() => undefined);
  }
}

/** The same for every value of one dial on one part of one photo. */
function keyOf({ image, steps, step, parameter, mask, region }: Turned): string {
  const others = steps.map(({ method, parameters }, index) => [
    method,
    index === step ? { ...parameters, [parameter]: null } : parameters,
  ]);
  return JSON.stringify([image, others, step, parameter, mask, region]);
}
