/** Paints the mask on its own canvas, after a stroke only where it changed. */
import { maskCell } from '../../contract/routes.ts';
import { boundsUnder, inflate, intersect } from '../geometry/affine.ts';
import type { Affine, Box, Size } from '../geometry/affine.ts';
import type { MaskPainter } from '../mask/maskPainter.ts';
import type { SparseMask } from '../mask/sparseMask.ts';
import { imageToCanvas, pictureClip, regionsOf } from './scene.ts';
import type { Scene } from './scene.ts';
import type { View } from './viewport.ts';

/** A part of the canvas, and where the image lies in it. */
interface Patch {
  readonly clip: Box;
  readonly toCanvas: Affine;
}

const patchesOf = (scene: Scene, view: View, canvas: Size): Patch[] =>
  regionsOf(scene, canvas).flatMap((region) => {
    const clip = pictureClip(scene, view, region);
    return clip ? [{ clip, toCanvas: imageToCanvas(scene, view, region) }] : [];
  });

export function drawMask(
  context: CanvasRenderingContext2D,
  painter: MaskPainter,
  mask: SparseMask,
  scene: Scene,
  view: View,
  canvas: Size,
): void {
  context.resetTransform();
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const { clip, toCanvas } of patchesOf(scene, view, canvas))
    paint(context, painter, mask, toCanvas, clip);
  painter.forgetUnused();
}

/** Draws again only the cells that differ from the mask drawn last. */
export function drawMaskChange(
  context: CanvasRenderingContext2D,
  painter: MaskPainter,
  mask: SparseMask,
  drawn: SparseMask,
  scene: Scene,
  view: View,
  canvas: Size,
): void {
  const changed = mask.changedSince(drawn);
  for (const { clip, toCanvas } of patchesOf(scene, view, canvas)) {
    for (const { column, row } of changed) {
      const cell = { x: column * maskCell, y: row * maskCell, width: maskCell, height: maskCell };
      const dirty = intersect(clip, wholePixels(inflate(boundsUnder(toCanvas, cell), 1)));
      if (!dirty) continue;
      context.resetTransform();
      context.clearRect(dirty.x, dirty.y, dirty.width, dirty.height);
      paint(context, painter, mask, toCanvas, dirty);
    }
  }
}

function paint(
  context: CanvasRenderingContext2D,
  painter: MaskPainter,
  mask: SparseMask,
  toCanvas: Affine,
  clip: Box,
): void {
  context.save();
  context.beginPath();
  context.rect(clip.x, clip.y, clip.width, clip.height);
  context.clip();
  painter.draw(context, mask, toCanvas, clip);
  context.restore();
}

function wholePixels({ x, y, width, height }: Box): Box {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  return { x: left, y: top, width: Math.ceil(x + width) - left, height: Math.ceil(y + height) - top };
}
