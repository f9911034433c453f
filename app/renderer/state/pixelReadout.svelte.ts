import type { Services } from '../../contract/index.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The value of the pixel under the pointer; asked for one at a time, the newest place last. */
export class PixelReadout {
  #services: Pick<Services, 'images'>;
  #values = $state.raw<readonly number[] | null>(null);
  #wanted: { readonly image: string; readonly place: Place } | null = null;
  #asking = false;

  constructor(services: Pick<Services, 'images'>) {
    this.#services = services;
  }

  /** e.g. "0.412 0.377 0.350"; empty where nothing is known. */
  get text(): string {
    return (this.#values ?? []).map((value) => value.toFixed(3)).join(' ');
  }

  async look(image: string, place: Place | null): Promise<void> {
    this.#wanted = place && { image, place };
    if (!place) this.#values = null;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#wanted) {
      const asked: { readonly image: string; readonly place: Place } = this.#wanted;
      this.#wanted = null;
      // A photo that is closed just now has no pixels any more: then there is nothing to read out.
      const values = await this.#services.images
        .pixel({ image: asked.image, x: asked.place.x, y: asked.place.y })
        .catch(() => null);
      this.#values = values;
    }
    this.#asking = false;
  }
}
