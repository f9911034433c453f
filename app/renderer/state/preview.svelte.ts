import type { ImageInfo, JobState, Rect } from '../../contract/index.ts';
import { messageOf } from '../client/serviceError.ts';
import { describeError } from '../client/serviceError.ts';
import type { JobOrder, Jobs } from './jobs.svelte.ts';

export const previewDelay = 200;
/** Pixels that one preview computes at most. */
export const previewLimit = 500_000;

/**
 * The part of the photo to compute for a preview: what is seen, or its middle where that is too much.
 * @param visible in image pixels, inside the image
 */
export function previewRegion(visible: Rect, limit = previewLimit): Rect {
  const shrink = Math.min(1, Math.sqrt(limit / (visible.width * visible.height)));
  // Rounding a thin strip up to one pixel must not lift the product over the limit.
  const width = Math.min(limit, Math.max(1, Math.floor(visible.width * shrink)));
  const height = Math.min(Math.floor(limit / width), Math.max(1, Math.floor(visible.height * shrink)));
  return {
    x: visible.x + Math.floor((visible.width - width) / 2),
    y: visible.y + Math.floor((visible.height - height) / 2),
    width,
    height,
  };
}

interface Preview {
  readonly rect: Rect;
  readonly image: ImageInfo;
}

/** The live preview: asked for with every change, computed once things are quiet, newest wins. */
export class LivePreview {
  #jobs: Jobs;
  #release: (images: readonly string[]) => void;
  #onShow: () => void;
  #shown = $state.raw<Preview | null>(null);
  #problem = $state<string | null>(null);
  #busy = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #newest = 0;
  #running: string | undefined;

  /** @param onShow called when there is something to show */
  constructor(jobs: Jobs, release: (images: readonly string[]) => void, onShow: () => void) {
    this.#jobs = jobs;
    this.#release = release;
    this.#onShow = onShow;
  }

  get shown(): Preview | null {
    return this.#shown;
  }

  /** Why there is no preview, in one line. */
  get problem(): string | null {
    return this.#problem;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** @param order makes the job when the pause is over; null when there is nothing to compute */
  request(order: () => Promise<(JobOrder & { readonly region: Rect }) | null>): void {
    const ticket = ++this.#newest;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#compute(ticket, order), previewDelay);
  }

  /** Gives way: what waits or runs is dropped, what is shown stays. */
  stop(): void {
    this.#newest++;
    clearTimeout(this.#timer);
    this.#busy = false;
    this.#cancelRunning();
  }

  clear(): void {
    this.stop();
    this.#problem = null;
    this.#show(null);
  }

  async #compute(
    ticket: number,
    makeOrder: () => Promise<(JobOrder & { readonly region: Rect }) | null>,
  ): Promise<void> {
    this.#cancelRunning();
    this.#busy = true;
    try {
      const order = await makeOrder();
      if (ticket !== this.#newest) return;
      if (!order) {
        this.#show(null);
        return;
      }
      const job = await this.#jobs.run(order, (id) => {
        if (ticket === this.#newest) this.#running = id;
        else void this.#jobs.cancel(id).catch(() => undefined);
      });
      this.#take(ticket, order.region, job);
    } catch (error) {
      if (ticket === this.#newest) this.#problem = messageOf(error);
    } finally {
      if (ticket === this.#newest) {
        this.#busy = false;
        this.#running = undefined;
      }
    }
  }

  #take(ticket: number, rect: Rect, { state, results, error }: JobState): void {
    const result = results.at(-1);
    if (ticket !== this.#newest) {
      if (result) this.#release(results.flatMap(resultImages));
      return;
    }
    this.#problem = state === 'failed' && error ? describeError(error) : null;
    if (!result) return;
    const { image } = result;
    const others = results.flatMap(resultImages).filter((id) => id !== image.id);
    if (others.length > 0) this.#release(others);
    this.#show({ rect, image });
    this.#onShow();
  }

  #show(preview: Preview | null): void {
    if (this.#shown) this.#release([this.#shown.image.id]);
    this.#shown = preview;
  }

  #cancelRunning(): void {
    if (this.#running !== undefined) void this.#jobs.cancel(this.#running).catch(() => undefined);
    this.#running = undefined;
  }
}

function resultImages({ image, explanation }: JobState['results'][number]): string[] {
  return [image.id, explanation.residualMap, explanation.inventedMap].filter((id) => id !== null);
}
