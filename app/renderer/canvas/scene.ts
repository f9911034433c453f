/** What the canvas shows, as data, and how it is divided into regions. */
import type { Geometry, Rect } from '../../contract/index.ts';
import { boundsUnder, compose, intersect, scaling, translation } from '../geometry/affine.ts';
import type { Affine, Box, Point, Size } from '../geometry/affine.ts';
import { cropOf, frameSize, imageToFrame } from '../geometry/geometry.ts';
import type { Layer } from './drawTiles.ts';
import type { View } from './viewport.ts';
import { viewToAffine } from './viewport.ts';

export type Compare = 'original' | 'split' | 'side' | 'result';
export type Direction = 'vertical' | 'horizontal';

/** A picture to be shown: its name and its size, which may be a multiple of the original's. */
export interface Picture extends Size {
  readonly id: string;
}

export interface Photo extends Picture {
  readonly alpha: boolean;
}

export interface Overlay {
  readonly image: Picture;
  readonly kind: 'residual' | 'invented';
}

export interface Preview {
  /** The part of the original that was computed, in its pixels. */
  readonly rect: Rect;
  readonly image: Picture;
  /** Another one of the same part, laid over it. */
  readonly over?: { readonly image: Picture; readonly opacity: number };
  /** Others of the same part that may be wanted at once. */
  readonly ready?: readonly Picture[];
}

export interface Scene {
  readonly original: Photo;
  readonly result: Photo | null;
  readonly overlay: Overlay | null;
  readonly preview: Preview | null;
  readonly compare: Compare;
  readonly geometry: Geometry;
  /** The whole frame is shown, the outside of the crop dimmed. */
  readonly cropping: boolean;
  /** Where the split is, as a part of the canvas. */
  readonly splitAt: number;
  /** The direction of the line between before and after. */
  readonly direction: Direction;
}

/** A part of the canvas with one thing in it. */
export interface Region {
  readonly show: 'original' | 'result';
  /** Device pixels of the canvas. */
  readonly clip: Box;
  /** Where its pane begins, which is the view's origin. */
  readonly origin: Point;
}

/** What the scene compares when there is nothing to compare with. */
export const comparing = ({ compare, result, preview, cropping }: Scene): Compare =>
  cropping && compare !== 'original' ? 'result' : result || preview ? compare : 'original';

/** The size of a pane: the canvas, or half of it side by side. */
export function paneSize(scene: Scene, canvas: Size): Size {
  if (comparing(scene) !== 'side') return canvas;
  return scene.direction === 'vertical'
    ? { width: Math.floor(canvas.width / 2), height: canvas.height }
    : { width: canvas.width, height: Math.floor(canvas.height / 2) };
}

export function regionsOf(scene: Scene, canvas: Size): Region[] {
  const compare = comparing(scene);
  const whole = { x: 0, y: 0, ...canvas };
  const here = { x: 0, y: 0 };
  if (compare === 'original' || compare === 'result') return [{ show: compare, clip: whole, origin: here }];
  const vertical = scene.direction === 'vertical';
  const part = compare === 'side' ? 0.5 : scene.splitAt;
  const at = Math.round(part * (vertical ? canvas.width : canvas.height));
  const before = vertical ? { ...whole, width: at } : { ...whole, height: at };
  const after = vertical
    ? { ...whole, x: at, width: canvas.width - at }
    : { ...whole, y: at, height: canvas.height - at };
  const origin = compare === 'side' ? { x: after.x, y: after.y } : here;
  return [
    { show: 'original', clip: before, origin: here },
    { show: 'result', clip: after, origin },
  ];
}

/** The box of the frame that is shown: the crop, or all of it while it is cut. */
export function contentOf({ original, geometry, cropping }: Scene): Box {
  return cropping ? { x: 0, y: 0, ...frameSize(original, geometry) } : cropOf(original, geometry);
}

/** Maps image pixels of the original to device pixels in a region. */
export const imageToCanvas = ({ original, geometry }: Scene, view: View, { origin }: Region): Affine =>
  compose(translation(origin.x, origin.y), viewToAffine(view), imageToFrame(original, geometry));

/** Maps frame pixels to device pixels in a region. */
export const frameToCanvas = (view: View, { origin }: Region): Affine =>
  compose(translation(origin.x, origin.y), viewToAffine(view));

/** A box of the frame on whole device pixels. */
export function boxOnCanvas(view: View, region: Region, box: Box): Box {
  const { x, y, width, height } = boundsUnder(frameToCanvas(view, region), box);
  const [left, top] = [Math.round(x), Math.round(y)];
  return { x: left, y: top, width: Math.round(x + width) - left, height: Math.round(y + height) - top };
}

/** The part of a region that the picture fills; while cutting it may reach beyond the frame. */
export const pictureClip = (scene: Scene, view: View, region: Region): Box | null =>
  scene.cropping ? region.clip : intersect(region.clip, boxOnCanvas(view, region, contentOf(scene)));

const layerOf = (picture: Picture, at: Rect, toCanvas: Affine, look: Layer['look']): Layer => ({
  image: picture.id,
  look,
  width: picture.width,
  height: picture.height,
  toCanvas: compose(
    toCanvas,
    translation(at.x, at.y),
    scaling(at.width / picture.width, at.height / picture.height),
  ),
});

export interface RegionLayers {
  /** The photograph itself. */
  readonly base: Layer;
  readonly preview: Layer | null;
  readonly over: { readonly layer: Layer; readonly opacity: number } | null;
  /** Not drawn now, but soon. */
  readonly ready: readonly Layer[];
  readonly overlay: Layer | null;
}

export function layersOf(scene: Scene, view: View, region: Region): RegionLayers {
  const { original, result, preview, overlay } = scene;
  const toCanvas = imageToCanvas(scene, view, region);
  const all = { x: 0, y: 0, width: original.width, height: original.height };
  const after = region.show === 'result';
  const alone = comparing(scene) === 'original' || comparing(scene) === 'result';
  const computed = after ? preview : null;
  const part = (picture: Picture): Layer => layerOf(picture, computed?.rect ?? all, toCanvas, 'photo');
  return {
    base: layerOf(after && result ? result : original, all, toCanvas, 'photo'),
    preview: computed && part(computed.image),
    over: computed?.over ? { layer: part(computed.over.image), opacity: computed.over.opacity } : null,
    ready: (computed?.ready ?? []).map(part),
    overlay:
      overlay && (after || alone)
        ? layerOf(overlay.image, all, toCanvas, overlay.kind === 'invented' ? 'heat' : 'photo')
        : null,
  };
}
