/** Paints what the tool in hand shows: brush circle, outline, crop frame. */
import { apply, intersect } from '../geometry/affine.ts';
import type { Affine, Box, Point, Size } from '../geometry/affine.ts';
import { cropOf } from '../geometry/geometry.ts';
import type { Brush, Sketch } from '../tools/host.ts';
import { boxOnCanvas, frameToCanvas, pictureClip, regionsOf } from './scene.ts';
import type { Region, Scene } from './scene.ts';
import type { View } from './viewport.ts';

export interface ToolPicture {
  readonly sketch: Sketch | null;
  /** The brush and where it is, in frame pixels; null while it is not to be seen. */
  readonly brush: (Brush & { readonly at: Point; readonly erases: boolean }) | null;
  /** A gesture with the crop is under way: the thirds become finer. */
  readonly busy: boolean;
}

export function drawTool(
  context: CanvasRenderingContext2D,
  scene: Scene,
  view: View,
  canvas: Size,
  tool: ToolPicture,
  /** Device pixels per CSS pixel. */
  ratio: number,
): void {
  context.resetTransform();
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const region of regionsOf(scene, canvas)) {
    if (!pictureClip(scene, view, region)) continue;
    context.save();
    context.beginPath();
    context.rect(region.clip.x, region.clip.y, region.clip.width, region.clip.height);
    context.clip();
    if (scene.cropping) drawCrop(context, scene, view, region, tool.busy, ratio);
    if (tool.sketch) drawSketch(context, tool.sketch, frameToCanvas(view, region), ratio);
    if (tool.brush) drawBrush(context, tool.brush, frameToCanvas(view, region), ratio);
    context.restore();
  }
}

/** A light line that a dark one makes visible on every ground. */
function strokeTwice(context: CanvasRenderingContext2D, ratio: number): void {
  context.lineWidth = 3 * ratio;
  context.strokeStyle = 'rgb(0 0 0 / 45%)';
  context.stroke();
  context.lineWidth = ratio;
  context.strokeStyle = 'white';
  context.stroke();
}

function drawBrush(
  context: CanvasRenderingContext2D,
  { at, size, hardness, erases }: NonNullable<ToolPicture['brush']>,
  toCanvas: Affine,
  ratio: number,
): void {
  const { x, y } = apply(toCanvas, at);
  const radius = Math.max(1, (size / 2) * Math.hypot(toCanvas[0], toCanvas[1]));
  const circle = (r: number): void => {
    context.beginPath();
    context.arc(x, y, r, 0, 2 * Math.PI);
  };
  circle(radius);
  strokeTwice(context, ratio);
  if (hardness < 0.99 && radius * hardness > 2 * ratio && radius * (1 - hardness) > 3 * ratio) {
    circle(radius * hardness);
    context.setLineDash([3 * ratio, 3 * ratio]);
    context.lineWidth = ratio;
    context.strokeStyle = 'rgb(255 255 255 / 75%)';
    context.stroke();
    context.setLineDash([]);
  }
  // Too small a circle cannot be found: a cross shows the place. The eraser has a bar in its middle.
  const arm = radius < 5 * ratio ? radius + 6 * ratio : erases ? Math.min(radius / 2, 4 * ratio) : 0;
  if (arm === 0) return;
  const gap = radius < 5 * ratio ? radius + 2 * ratio : 0;
  context.beginPath();
  for (const [dx, dy] of erases && gap === 0
    ? [[1, 0]]
    : [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ]) {
    context.moveTo(x + (dx ?? 0) * (gap || -arm), y + (dy ?? 0) * (gap || -arm));
    context.lineTo(x + (dx ?? 0) * arm, y + (dy ?? 0) * arm);
  }
  strokeTwice(context, ratio);
}

function drawSketch(
  context: CanvasRenderingContext2D,
  sketch: Sketch,
  toCanvas: Affine,
  ratio: number,
): void {
  context.beginPath();
  if (sketch.kind === 'line') {
    const [from, to] = [apply(toCanvas, sketch.from), apply(toCanvas, sketch.to)];
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    strokeTwice(context, ratio);
    for (const end of [from, to]) {
      context.beginPath();
      context.arc(end.x, end.y, 4 * ratio, 0, 2 * Math.PI);
      strokeTwice(context, ratio);
    }
    return;
  }
  if (sketch.kind === 'box') {
    const start = apply(toCanvas, sketch.box);
    const end = apply(toCanvas, {
      x: sketch.box.x + sketch.box.width,
      y: sketch.box.y + sketch.box.height,
    });
    const [x, y] = [Math.round(start.x), Math.round(start.y)];
    context.rect(x + 0.5, y + 0.5, Math.round(end.x) - x, Math.round(end.y) - y);
  } else {
    sketch.points.forEach((point, index) => {
      const { x, y } = apply(toCanvas, point);
      if (index === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    });
    context.closePath();
  }
  context.fillStyle = 'rgb(255 255 255 / 8%)';
  context.fill();
  context.lineWidth = ratio;
  context.strokeStyle = 'rgb(0 0 0 / 80%)';
  context.stroke();
  context.setLineDash([5 * ratio, 4 * ratio]);
  context.strokeStyle = 'white';
  context.stroke();
  context.setLineDash([]);
}

function drawCrop(
  context: CanvasRenderingContext2D,
  { original, geometry }: Scene,
  view: View,
  region: Region,
  busy: boolean,
  ratio: number,
): void {
  const { clip } = region;
  const crop = boxOnCanvas(view, region, cropOf(original, geometry));
  context.fillStyle = 'rgb(12 13 14 / 66%)';
  context.beginPath();
  context.rect(clip.x, clip.y, clip.width, clip.height);
  if (intersect(clip, crop)) context.rect(crop.x, crop.y, crop.width, crop.height);
  context.fill('evenodd');
  drawThirds(context, crop, busy, ratio);
  const hair = Math.max(1, Math.round(ratio));
  context.strokeStyle = 'rgb(255 255 255 / 85%)';
  context.lineWidth = hair;
  context.strokeRect(crop.x - hair / 2, crop.y - hair / 2, crop.width + hair, crop.height + hair);
  drawHandles(context, crop, ratio);
}

function drawThirds(context: CanvasRenderingContext2D, crop: Box, busy: boolean, ratio: number): void {
  const hair = Math.max(1, Math.round(ratio));
  for (const n of [1, 2]) {
    const x = crop.x + Math.round((n * crop.width) / 3);
    const y = crop.y + Math.round((n * crop.height) / 3);
    context.fillStyle = 'rgb(0 0 0 / 22%)';
    context.fillRect(x + hair, crop.y, hair, crop.height);
    context.fillRect(crop.x, y + hair, crop.width, hair);
    context.fillStyle = `rgb(255 255 255 / ${busy ? 62 : 34}%)`;
    context.fillRect(x, crop.y, hair, crop.height);
    context.fillRect(crop.x, y, crop.width, hair);
  }
}

/** Angles at the corners and bars at the edges, on whole device pixels. */
function drawHandles(context: CanvasRenderingContext2D, crop: Box, ratio: number): void {
  const thick = Math.max(2, Math.round(3 * ratio));
  const long = Math.round(Math.min(20 * ratio, crop.width / 3, crop.height / 3));
  const { x, y } = crop;
  const [right, bottom] = [x + crop.width, y + crop.height];
  const [middleX, middleY] = [
    Math.round(x + (crop.width - long) / 2),
    Math.round(y + (crop.height - long) / 2),
  ];
  context.fillStyle = 'white';
  context.shadowColor = 'rgb(0 0 0 / 60%)';
  context.shadowBlur = 3 * ratio;
  context.beginPath();
  for (const [left, top] of [
    [x - thick, y - thick],
    [right - long, y - thick],
    [x - thick, bottom],
    [right - long, bottom],
    [middleX, y - thick],
    [middleX, bottom],
  ] as const) {
    context.rect(left, top, left === middleX ? long : long + thick, thick);
  }
  for (const [left, top] of [
    [x - thick, y],
    [right, y],
    [x - thick, bottom - long],
    [right, bottom - long],
    [x - thick, middleY],
    [right, middleY],
  ] as const) {
    context.rect(left, top, thick, long);
  }
  context.fill();
  context.shadowColor = 'transparent';
  context.shadowBlur = 0;
}
