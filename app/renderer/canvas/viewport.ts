/**
 * Where the picture lies on the canvas. World coordinates are pixels of the turned frame, screen
 * coordinates are device pixels of one pane; screen = world · scale + (x, y).
 */
import type { Affine, Box, Point, Size } from '../geometry/affine.ts';

export interface View {
  /** Device pixels per pixel of the frame. */
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const largestScale = 64;

export const viewToAffine = ({ scale, x, y }: View): Affine => [scale, 0, 0, scale, x, y];

export const toWorld = ({ scale, x, y }: View, point: Point): Point => ({
  x: (point.x - x) / scale,
  y: (point.y - y) / scale,
});

export const toScreen = ({ scale, x, y }: View, point: Point): Point => ({
  x: point.x * scale + x,
  y: point.y * scale + y,
});

/** The scale at which `content` fits into the pane with `margin` device pixels around it. */
export const fitScale = (content: Size, pane: Size, margin: number): number =>
  Math.min(
    largestScale,
    Math.max(1, pane.width - 2 * margin) / content.width,
    Math.max(1, pane.height - 2 * margin) / content.height,
  );

/** `content` in the middle of the pane. */
export function centred(content: Box, pane: Size, scale: number): View {
  return {
    scale,
    x: pane.width / 2 - (content.x + content.width / 2) * scale,
    y: pane.height / 2 - (content.y + content.height / 2) * scale,
  };
}

/** Zoomed by a factor; what lies under `at` stays there. */
export function zoomedAt(view: View, at: Point, scale: number): View {
  const factor = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * factor, y: at.y - (at.y - view.y) * factor };
}

/** From a quarter of the fitted size (or of 100 %) to 6400 %. */
export function clampScale(scale: number, fitted: number): number {
  return Math.min(largestScale, Math.max(Math.min(fitted, 1) / 4, scale));
}

/**
 * Keeps the picture in sight: one smaller than the pane stays in its middle, a larger one can be
 * pushed until its edge reaches the pane's middle (less far while it is hardly larger).
 */
export function clampView(view: View, content: Box, pane: Size): View {
  const axis = (offset: number, start: number, length: number, room: number): number => {
    const size = length * view.scale;
    const shift = start * view.scale;
    if (size <= room) return (room - size) / 2 - shift;
    const slack = (Math.min(1, (size - room) / room) * room) / 2;
    return Math.min(slack, Math.max(room - size - slack, offset + shift)) - shift;
  };
  return {
    scale: view.scale,
    x: axis(view.x, content.x, content.width, pane.width),
    y: axis(view.y, content.y, content.height, pane.height),
  };
}

/** On whole device pixels, so that 100 % is sharp. */
export const snapped = ({ scale, x, y }: View): View => ({ scale, x: Math.round(x), y: Math.round(y) });

export const visibleBox = (view: View, pane: Size): Box => ({
  ...toWorld(view, { x: 0, y: 0 }),
  width: pane.width / view.scale,
  height: pane.height / view.scale,
});

/** Time constant of the approach in milliseconds. */
const haste = 45;

/**
 * One frame of the smooth way from one view to another. The scale approaches exponentially and the
 * offset follows it in proportion, so the one point that both views show at the same place stays
 * there: for a wheel that is the cursor.
 */
export function approach(from: View, to: View, milliseconds: number): View {
  const part = 1 - Math.exp(-milliseconds / haste);
  const scale = from.scale * (to.scale / from.scale) ** part;
  const change = to.scale - from.scale;
  const way = Math.abs(change) < 1e-3 * to.scale ? part : (scale - from.scale) / change;
  const next = { scale, x: from.x + way * (to.x - from.x), y: from.y + way * (to.y - from.y) };
  const near =
    Math.abs(next.scale / to.scale - 1) < 5e-4 &&
    Math.abs(next.x - to.x) < 0.5 &&
    Math.abs(next.y - to.y) < 0.5;
  return near ? to : next;
}

/** How much one wheel event zooms; a pinch on a touchpad arrives as a wheel with Ctrl held. */
export function wheelFactor(deltaY: number, deltaMode: number, pinch: boolean): number {
  const pixels = deltaMode === 1 ? deltaY * 33 : deltaMode === 2 ? deltaY * 300 : deltaY;
  const limited = Math.min(200, Math.max(-200, pixels));
  return Math.exp(pinch ? -Math.min(50, Math.max(-50, limited)) * 0.01 : -limited * 0.0018);
}
