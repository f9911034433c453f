/** Display tiles: fetched when wanted, kept while there is room, forgotten longest unused first. */
import { tilePath } from '../../contract/routes.ts';
import type { TileAddress } from './pyramid.ts';

/** How a tile's numbers become colours: as they are, or a map of magnitudes as heat. */
export type TileLook = 'photo' | 'heat';

export interface TileRequest extends TileAddress {
  readonly image: string;
  readonly look: TileLook;
}

/** A decoded tile; the store closes it when it is forgotten. */
export interface TilePicture {
  readonly width: number;
  readonly height: number;
  close(): void;
}

/** Fetches and decodes one tile. */
export type TileLoader<T extends TilePicture> = (
  path: string,
  look: TileLook,
  signal: AbortSignal,
) => Promise<T>;

export interface TileStoreOptions<T extends TilePicture> {
  readonly load: TileLoader<T>;
  /** Called when a tile has come that was wanted. */
  readonly onTile: () => void;
  /** Bytes of decoded tiles that may be kept. */
  readonly budget: number;
  /** Requests under way at once. */
  readonly parallel: number;
}

/** Milliseconds before a tile that failed is asked for again. */
const retryAfter = 2000;

const keyOf = ({ image, look, level, column, row }: TileRequest): string =>
  `${image}/${look}/${level}/${column}/${row}`;

const bytesOf = ({ width, height }: TilePicture): number => width * height * 4;

export class TileStore<T extends TilePicture> {
  readonly #options: TileStoreOptions<T>;
  /** In the order of use, the longest unused first. */
  readonly #tiles = new Map<string, T>();
  readonly #pending = new Map<string, AbortController>();
  readonly #failed = new Map<string, number>();
  #wanted: readonly TileRequest[] = [];
  #bytes = 0;
  #closed = false;

  constructor(options: TileStoreOptions<T>) {
    this.#options = options;
  }

  /** Bytes of the tiles that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A tile that is here, which counts as used now. */
  get(request: TileRequest): T | undefined {
    const key = keyOf(request);
    const tile = this.#tiles.get(key);
    if (tile) {
      this.#tiles.delete(key);
      this.#tiles.set(key, tile);
    }
    return tile;
  }

  has(request: TileRequest): boolean {
    return this.#tiles.has(keyOf(request));
  }

  /** Says what is to be seen now, most urgent first; requests no longer among these are aborted. */
  want(requests: readonly TileRequest[]): void {
    this.#wanted = requests;
    const keys = new Set(requests.map(keyOf));
    for (const [key, controller] of this.#pending) {
      if (keys.has(key)) continue;
      controller.abort();
      this.#pending.delete(key);
    }
    this.#pump();
  }

  close(): void {
    this.#closed = true;
    this.want([]);
    for (const tile of this.#tiles.values()) tile.close();
    this.#tiles.clear();
    this.#bytes = 0;
  }

  #pump(): void {
    for (const request of this.#wanted) {
      if (this.#pending.size >= this.#options.parallel) return;
      const key = keyOf(request);
      if (this.#tiles.has(key) || this.#pending.has(key)) continue;
      if ((this.#failed.get(key) ?? -Infinity) > performance.now() - retryAfter) continue;
      this.#fetch(request, key);
    }
  }

  #fetch(request: TileRequest, key: string): void {
    const controller = new AbortController();
    this.#pending.set(key, controller);
    const path = tilePath(request.image, request.level, request.column, request.row);
    this.#options.load(path, request.look, controller.signal).then(
      (tile) => {
        if (this.#pending.get(key) !== controller) {
          tile.close();
          return;
        }
        this.#pending.delete(key);
        this.#failed.delete(key);
        this.#keep(key, tile);
        this.#options.onTile();
        this.#pump();
      },
      () => {
        if (this.#pending.get(key) !== controller) return;
        this.#pending.delete(key);
        this.#failed.set(key, performance.now());
        setTimeout(() => {
          if (!this.#closed) this.#pump();
        }, retryAfter + 50);
        this.#pump();
      },
    );
  }

  #keep(key: string, tile: T): void {
    this.#tiles.set(key, tile);
    this.#bytes += bytesOf(tile);
    const visible = new Set(this.#wanted.map(keyOf));
    for (const [old, picture] of this.#tiles) {
      if (this.#bytes <= this.#options.budget) return;
      if (visible.has(old)) continue;
      this.#tiles.delete(old);
      this.#bytes -= bytesOf(picture);
      picture.close();
    }
  }
}
