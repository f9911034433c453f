import type { Box, Point, Size } from '../geometry/affine.ts';
import {
  approach,
  centred,
  clampScale,
  clampView,
  fitScale,
  snapped,
  visibleBox,
  zoomedAt,
} from './viewport.ts';
import type { View } from './viewport.ts';

const sameBox = (one: Box, other: Box): boolean =>
  one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;

/** Where the picture is looked at from: follows wishes smoothly, keeps the picture in sight. */
export class Camera {
  #content: Box = { x: 0, y: 0, width: 1, height: 1 };
  #pane: Size = { width: 1, height: 1 };
  #margin = 0;
  #view: View = { scale: 1, x: 0, y: 0 };
  #target: View = this.#view;
  #fitted = true;
  /** False where the user wants no motion. */
  #smooth = true;

  /** On whole device pixels. */
  get view(): View {
    return snapped(this.#view);
  }

  get content(): Box {
    return this.#content;
  }

  /** Whether the picture is, or is about to be, fitted into the pane. */
  get fitted(): boolean {
    return this.#fitted;
  }

  set smooth(smooth: boolean) {
    this.#smooth = smooth;
  }

  /**
   * What is shown in how large a pane. A fitted picture stays fitted; of another the middle stays.
   * @param change `jump` for another photo: it is fitted at once; `glide` moves to fit smoothly
   */
  layout(content: Box, pane: Size, margin: number, change: 'keep' | 'jump' | 'glide' = 'keep'): void {
    const same =
      sameBox(content, this.#content) && pane.width === this.#pane.width && pane.height === this.#pane.height;
    if (same && margin === this.#margin && change === 'keep') return;
    const before = visibleBox(this.#target, this.#pane);
    this.#content = content;
    this.#pane = pane;
    this.#margin = margin;
    if (change !== 'keep') this.#fitted = true;
    if (this.#fitted) this.#go(this.#fit(), change === 'glide');
    else {
      const middle = { x: before.x + before.width / 2, y: before.y + before.height / 2, width: 0, height: 0 };
      this.#go(centred(middle, pane, this.#target.scale), false);
    }
  }

  fit(): void {
    this.#fitted = true;
    this.#go(this.#fit(), true);
  }

  /** @param at the point of the pane that stays where it is; its middle where none is given */
  zoomTo(scale: number, at: Point = this.#middle()): void {
    this.#fitted = false;
    const limited = clampScale(scale, this.#fit().scale);
    this.#go(zoomedAt(this.#target, at, limited), true);
  }

  zoomBy(factor: number, at?: Point): void {
    this.zoomTo(this.#target.scale * factor, at);
  }

  /** Follows the hand: at once. */
  panBy({ x, y }: Point): void {
    const view = clampView(
      { ...this.#target, x: this.#target.x + x, y: this.#target.y + y },
      this.#content,
      this.#pane,
    );
    if (view.x === this.#target.x && view.y === this.#target.y) return;
    this.#fitted = false;
    this.#target = view;
    this.#view = view;
  }

  /** Two fingers: what lay under `from` comes to lie under `to`, enlarged. */
  pinch(from: Point, to: Point, factor: number): void {
    this.#fitted = false;
    const scale = clampScale(this.#target.scale * factor, this.#fit().scale);
    const { x, y } = zoomedAt(this.#target, from, scale);
    this.#go({ scale, x: x + to.x - from.x, y: y + to.y - from.y }, false);
  }

  /** One frame of motion; returns whether there is more to come. */
  tick(milliseconds: number): boolean {
    if (this.#view === this.#target) return false;
    this.#view = approach(this.#view, this.#target, milliseconds);
    return this.#view !== this.#target;
  }

  #middle(): Point {
    return { x: this.#pane.width / 2, y: this.#pane.height / 2 };
  }

  #fit(): View {
    return centred(this.#content, this.#pane, fitScale(this.#content, this.#pane, this.#margin));
  }

  #go(view: View, smoothly: boolean): void {
    this.#target = clampView(view, this.#content, this.#pane);
    if (!smoothly || !this.#smooth) this.#view = this.#target;
  }
}
