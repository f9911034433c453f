/** What tools see of the photo, and what they may do to it. Nothing here knows the DOM. */
import type { Geometry } from '../../contract/index.ts';
import type { Box, Point, Size } from '../geometry/affine.ts';
import type { SparseMask } from '../mask/sparseMask.ts';

export type ToolId = 'hand' | 'crop' | 'brush' | 'eraser' | 'lasso' | 'rectangle';

export interface Brush {
  /** Diameter in pixels of the image. */
  readonly size: number;
  /** 0 soft to 1 hard. */
  readonly hardness: number;
}

export interface PointerInfo {
  /** Device pixels of the canvas. */
  readonly screen: Point;
  /** Pixels of the turned, uncropped frame. */
  readonly frame: Point;
  /** Pixels of the image. */
  readonly image: Point;
  /** 0 to 1; always 1 where the device has none. */
  readonly pressure: number;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly control: boolean;
}

/** What a tool draws while it works, in frame coordinates. */
export type Sketch =
  | { readonly kind: 'path'; readonly points: readonly Point[] }
  | { readonly kind: 'box'; readonly box: Box }
  | { readonly kind: 'line'; readonly from: Point; readonly to: Point };

export interface ToolHost {
  readonly image: Size;
  readonly brush: Brush;
  /** Width / height that the crop keeps, null for none. */
  readonly cropRatio: number | null;
  /** Whether a press with the crop tool draws a straightening line. */
  readonly straightening: boolean;
  /** Device pixels per pixel of the frame. */
  readonly scale: number;
  /** The part of the frame that is in sight. */
  readonly visible: Box;
  /** Setting these shows them at once; only `commit` makes them a step. */
  mask: SparseMask;
  geometry: Geometry;
  sketch: Sketch | null;
  toImage(frame: Point): Point;
  panBy(screen: Point): void;
  /** Remembers mask and geometry; `commit` keeps what was done since, `bail` undoes it. */
  mark(): void;
  commit(): void;
  bail(): void;
}
