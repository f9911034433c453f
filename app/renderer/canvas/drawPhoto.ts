/** Paints the photograph, before and after, with preview, overlay and pixel grid. */
import { apply, boundsUnder, intersect, invert } from '../geometry/affine.ts';
import type { Affine, Box, Size } from '../geometry/affine.ts';
import { drawTiles, hasAny } from './drawTiles.ts';
import type { Layer, TileSource } from './drawTiles.ts';
import { scaleOf } from './place.ts';
import { layersOf, pictureClip, regionsOf } from './scene.ts';
import type { Region, Scene } from './scene.ts';
import type { View } from './viewport.ts';

/** Device pixels per pixel from which on the pixel grid is drawn. */
const gridFrom = 8;

export function drawPhoto(
  context: CanvasRenderingContext2D,
  source: TileSource,
  scene: Scene,
  view: View,
  canvas: Size,
  /** The result shown before, until the first tile of the new one has come. */
  former: Scene['result'],
): void {
  context.resetTransform();
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const region of regionsOf(scene, canvas)) {
    const clip = pictureClip(scene, view, region);
    if (!clip) continue;
    context.save();
    context.beginPath();
    context.rect(clip.x, clip.y, clip.width, clip.height);
    context.clip();
    drawRegion(context, source, scene, view, region, clip, former);
    context.restore();
  }
}

function drawRegion(
  context: CanvasRenderingContext2D,
  source: TileSource,
  scene: Scene,
  view: View,
  region: Region,
  clip: Box,
  former: Scene['result'],
): void {
  const { base, preview, over, overlay } = layersOf(scene, view, region);
  if (scene.original.alpha || scene.result?.alpha) drawChecks(context, base, clip);
  if (!hasAny(source, base) && region.show === 'result' && scene.result) {
    const standIn = { ...scene, result: former };
    drawTiles(context, source, layersOf(standIn, view, region).base, clip);
  }
  drawTiles(context, source, base, clip);
  if (preview) drawTiles(context, source, preview, clip);
  if (over) {
    context.globalAlpha = over.opacity;
    drawTiles(context, source, over.layer, clip);
    context.globalAlpha = 1;
  }
  if (overlay) {
    if (overlay.look === 'heat') dim(context, overlay, clip);
    drawTiles(context, source, overlay, clip);
  }
  if (scaleOf(base.toCanvas) >= gridFrom) drawGrid(context, base, clip);
}

/** The photo steps back, so that the heat on it can be read. */
function dim(context: CanvasRenderingContext2D, { toCanvas, width, height }: Layer, clip: Box): void {
  const box = intersect(boundsUnder(toCanvas, { x: 0, y: 0, width, height }), clip);
  if (!box) return;
  context.fillStyle = 'rgb(10 11 12 / 55%)';
  context.fillRect(box.x, box.y, box.width, box.height);
}

const checkSide = 8;
let checks: CanvasPattern | null = null;

/** The checkerboard behind what is transparent. */
function drawChecks(context: CanvasRenderingContext2D, { toCanvas, width, height }: Layer, clip: Box): void {
  checks ??= checkPattern(context);
  const box = intersect(boundsUnder(toCanvas, { x: 0, y: 0, width, height }), clip);
  if (!checks || !box) return;
  context.save();
  context.setTransform(...toCanvas);
  context.beginPath();
  context.rect(0, 0, width, height);
  context.clip();
  context.resetTransform();
  context.fillStyle = checks;
  context.fillRect(box.x, box.y, box.width, box.height);
  context.restore();
}

function checkPattern(context: CanvasRenderingContext2D): CanvasPattern | null {
  const tile = new OffscreenCanvas(2 * checkSide, 2 * checkSide);
  const paint = tile.getContext('2d');
  if (!paint) return null;
  paint.fillStyle = '#9a9c9f';
  paint.fillRect(0, 0, 2 * checkSide, 2 * checkSide);
  paint.fillStyle = '#c4c6c9';
  paint.fillRect(0, 0, checkSide, checkSide);
  paint.fillRect(checkSide, checkSide, checkSide, checkSide);
  return context.createPattern(tile, 'repeat');
}

/** Lines between the pixels; they fade in with the zoom. */
function drawGrid(context: CanvasRenderingContext2D, layer: Layer, clip: Box): void {
  const { toCanvas, width, height } = layer;
  const shown = intersect(boundsUnder(invert(toCanvas), clip), { x: 0, y: 0, width, height });
  if (!shown) return;
  const [left, top] = [Math.floor(shown.x), Math.floor(shown.y)];
  const [right, bottom] = [Math.ceil(shown.x + shown.width), Math.ceil(shown.y + shown.height)];
  const strength = Math.min(1, (scaleOf(toCanvas) - gridFrom) / gridFrom + 0.4);
  context.beginPath();
  for (let x = left; x <= right; x++) line(context, toCanvas, x, top, x, bottom);
  for (let y = top; y <= bottom; y++) line(context, toCanvas, left, y, right, y);
  context.lineWidth = 1;
  context.strokeStyle = `rgb(128 128 128 / ${0.5 * strength})`;
  context.stroke();
}

function line(
  context: CanvasRenderingContext2D,
  toCanvas: Affine,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): void {
  const from = apply(toCanvas, { x: x0, y: y0 });
  const to = apply(toCanvas, { x: x1, y: y1 });
  const [a, b] = toCanvas;
  // On the middle of a device pixel where lines are upright: one sharp pixel wide.
  const sharp = a === 0 || b === 0 ? (n: number): number => Math.round(n) + 0.5 : (n: number): number => n;
  context.moveTo(sharp(from.x), sharp(from.y));
  context.lineTo(sharp(to.x), sharp(to.y));
}
