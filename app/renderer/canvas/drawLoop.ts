/** Draws the three canvases, at most once a frame and only what changed, and tells where things lie. */
import type { Rect } from '../../contract/index.ts';
import { inflate, intersect } from '../geometry/affine.ts';
import type { Box, Size } from '../geometry/affine.ts';
import { cropOf, imageRectOf } from '../geometry/geometry.ts';
import { MaskPainter } from '../mask/maskPainter.ts';
import type { SparseMask } from '../mask/sparseMask.ts';
import type { Brush, PointerInfo, Sketch } from '../tools/host.ts';
import type { Camera } from './camera.ts';
import { drawMask, drawMaskChange } from './drawMask.ts';
import { drawPhoto } from './drawPhoto.ts';
import { wantedTiles } from './drawTiles.ts';
import { drawTool } from './drawTool.ts';
import { drawsInSoftware } from './graphics.ts';
import { tileLoader } from './loadTile.ts';
import { maskTint } from './maskTint.ts';
import { boxOnCanvas, contentOf, layersOf, pictureClip, regionsOf } from './scene.ts';
import type { Region, Scene } from './scene.ts';
import type { TileRequest } from './tileStore.ts';
import { TileStore } from './tileStore.ts';

/** Where things lie on the canvas now, in CSS pixels, for what is not painted but made of elements. */
export interface Frame {
  readonly original: Box | null;
  readonly result: Box | null;
  readonly crop: Box | null;
  /** 1 where one pixel of the finest picture in sight is one device pixel. */
  readonly zoom: number;
  /** The pictures in sight, once every tile of them that is needed is drawn; null before. */
  readonly painted: string | null;
}

/** What is to be drawn, as it is at the moment of drawing. */
export interface Subject {
  readonly scene: Scene;
  readonly camera: Camera;
  /** Scale at which one pixel of the finest picture in sight is one device pixel. */
  readonly actualScale: number;
  /** The part of the picture that is in sight. */
  readonly visible: Box;
  /** The result before the newest, which stands in until that one's tiles are here. */
  readonly former: Scene['result'];
  /** Null where it is hidden. */
  readonly shownMask: SparseMask | null;
  readonly sketch: Sketch | null;
  /** Where the brush's ring goes; null for none. */
  readonly ring: { readonly brush: Brush; readonly pointer: PointerInfo; readonly erases: boolean } | null;
  /** Whether a gesture is under way. */
  readonly busy: boolean;
}

export interface DrawOutput {
  onview(view: { visible: Rect; scale: number }): void;
  onframe(frame: Frame): void;
}

export interface Canvases {
  readonly photo: HTMLCanvasElement;
  readonly mask: HTMLCanvasElement;
  readonly tool: HTMLCanvasElement;
}

/** Decoded tiles kept, in bytes: some sixty full-size ones and their coarser levels. */
const tileBudget = 192 * 2 ** 20;
const parallelRequests = 6;
/** Longest time that one frame moves the camera by, in milliseconds: after a pause it does not leap. */
const longestFrame = 50;

export class DrawLoop {
  readonly #photo: CanvasRenderingContext2D;
  readonly #maskLayer: CanvasRenderingContext2D;
  readonly #tool: CanvasRenderingContext2D;
  readonly #subject: Subject;
  readonly #output: DrawOutput;
  readonly #tiles: TileStore<ImageBitmap>;
  readonly #painter: MaskPainter;
  #size: Size = { width: 1, height: 1 };
  #ratio = 1;
  #drawnMask: SparseMask | null = null;
  #maskPainted = false;
  #toolPainted = false;
  #dirty = { photo: true, mask: true, tool: true };
  #request = 0;
  #lastTime = 0;
  #reported = { frame: '', view: '' };
  #painted: string | null = null;

  constructor(canvases: Canvases, subject: Subject, output: DrawOutput, fetchUrl: (path: string) => string) {
    this.#photo = contextOf(canvases.photo);
    this.#maskLayer = contextOf(canvases.mask);
    this.#tool = contextOf(canvases.tool);
    const tint = maskTint(canvases.mask);
    canvases.mask.style.opacity = String(tint.opacity);
    this.#painter = new MaskPainter(tint.colour);
    this.#subject = subject;
    this.#output = output;
    this.#tiles = new TileStore({
      load: tileLoader(fetchUrl),
      onTile: () => this.invalidate({ photo: true }),
      budget: tileBudget,
      parallel: parallelRequests,
    });
  }

  close(): void {
    cancelAnimationFrame(this.#request);
    this.#request = -1;
    this.#tiles.close();
  }

  /** In device pixels. */
  get size(): Size {
    return this.#size;
  }

  /** Device pixels per CSS pixel. */
  get ratio(): number {
    return this.#ratio;
  }

  /** Everything has to be drawn anew; `now` does so. */
  resize(size: Size, ratio: number): void {
    this.#size = size;
    this.#ratio = ratio;
    for (const { canvas } of [this.#photo, this.#maskLayer, this.#tool]) {
      canvas.width = size.width;
      canvas.height = size.height;
    }
    this.#dirty = { photo: true, mask: true, tool: true };
  }

  /** The mask belongs to another photo: nothing that is drawn of it can be kept. */
  forgetMask(): void {
    this.#drawnMask = null;
  }

  /** Something changed; it is drawn with the next frame. A mask's own strokes are noticed without. */
  invalidate(what: { photo?: boolean; mask?: boolean; tool?: boolean }): void {
    this.#dirty.photo ||= what.photo === true;
    this.#dirty.mask ||= what.mask === true;
    this.#dirty.tool ||= what.tool === true;
    if (this.#request !== 0) return;
    this.#lastTime = performance.now();
    this.#request = requestAnimationFrame((time) => this.#tick(time));
  }

  /** Draws without waiting for the next frame. */
  now(): void {
    const { scene, camera, former } = this.#subject;
    const dirty = this.#dirty;
    this.#dirty = { photo: false, mask: false, tool: false };
    if (dirty.photo) {
      drawPhoto(this.#photo, this.#tiles, scene, camera.view, this.#size, former);
      this.#wantTiles(scene);
    }
    this.#drawMask(scene, dirty.mask);
    if (dirty.tool) this.#drawTool(scene);
    this.#report(scene);
  }

  #tick(time: number): void {
    this.#request = 0;
    const { camera } = this.#subject;
    const before = camera.view;
    const more = camera.tick(Math.min(longestFrame, Math.max(1, time - this.#lastTime)));
    this.#lastTime = time;
    const { view } = camera;
    if (view.scale !== before.scale || view.x !== before.x || view.y !== before.y)
      this.#dirty = { photo: true, mask: true, tool: true };
    this.now();
    if (more) this.#request = requestAnimationFrame((next) => this.#tick(next));
  }

  #wantTiles(scene: Scene): void {
    const { view } = this.#subject.camera;
    const soon: TileRequest[] = [];
    const wanted = regionsOf(scene, this.#size).flatMap((region) => {
      const clip = pictureClip(scene, view, region);
      if (!clip) return [];
      const { base, preview, over, ready, overlay } = layersOf(scene, view, region);
      soon.push(...ready.flatMap((layer) => wantedTiles(layer, clip).visible));
      return [preview, over?.layer, overlay, base].flatMap((layer) =>
        layer ? [wantedTiles(layer, clip)] : [],
      );
    });
    // Turn by turn, so that before and after arrive together.
    const visible = wanted.flatMap((tiles) => tiles.visible.map((tile, order) => ({ tile, order })));
    visible.sort((one, other) => one.order - other.order);
    this.#tiles.want([...visible.map(({ tile }) => tile), ...soon, ...wanted.flatMap(({ ring }) => ring)]);
    this.#painted = visible.every(({ tile }) => this.#tiles.has(tile))
      ? [...new Set(visible.map(({ tile }) => tile.image))].join(' ')
      : null;
  }

  #drawMask(scene: Scene, all: boolean): void {
    const { shownMask: mask, camera } = this.#subject;
    if (mask === null || (mask.isEmpty && (this.#drawnMask?.isEmpty ?? true))) {
      if (this.#maskPainted) this.#maskLayer.clearRect(0, 0, this.#size.width, this.#size.height);
      this.#maskPainted = false;
      this.#drawnMask = null;
      return;
    }
    this.#maskPainted = true;
    if (all || !this.#drawnMask)
      drawMask(this.#maskLayer, this.#painter, mask, scene, camera.view, this.#size);
    else if (mask !== this.#drawnMask)
      drawMaskChange(this.#maskLayer, this.#painter, mask, this.#drawnMask, scene, camera.view, this.#size);
    this.#drawnMask = mask;
  }

  #drawTool(scene: Scene): void {
    const { camera, sketch, ring, busy } = this.#subject;
    const visible = scene.cropping || sketch !== null || ring !== null;
    if (!visible && !this.#toolPainted) return;
    this.#toolPainted = visible;
    const brush = ring && { ...ring.brush, at: ring.pointer.frame, erases: ring.erases };
    drawTool(this.#tool, scene, camera.view, this.#size, { sketch, brush, busy }, this.#ratio);
  }

  /** Tells the component and the shell where things are, where that has changed. */
  #report(scene: Scene): void {
    const { camera, actualScale, visible: inSight } = this.#subject;
    const { view } = camera;
    const css = (box: Box | null): Box | null =>
      box && {
        x: box.x / this.#ratio,
        y: box.y / this.#ratio,
        width: box.width / this.#ratio,
        height: box.height / this.#ratio,
      };
    const regions = regionsOf(scene, this.#size);
    const shown = (show: Region['show']): Box | null => {
      const region = regions.find((candidate) => candidate.show === show);
      return region ? css(intersect(region.clip, boxOnCanvas(view, region, contentOf(scene)))) : null;
    };
    const [first] = regions;
    const crop =
      scene.cropping && first ? boxOnCanvas(view, first, cropOf(scene.original, scene.geometry)) : null;
    const frame = {
      original: shown('original'),
      result: shown('result'),
      crop: css(crop),
      zoom: view.scale / actualScale,
      painted: this.#painted,
    };
    const visible = imageRectOf(scene.original, scene.geometry, inflate(inSight, -1e-6));
    const reported = { frame: JSON.stringify(frame), view: JSON.stringify([visible, view.scale]) };
    const before = this.#reported;
    this.#reported = reported;
    if (reported.frame !== before.frame) this.#output.onframe(frame);
    // A view is told of only where it moved: a preview that was just drawn must not ask for the next.
    if (visible && reported.view !== before.view) this.#output.onview({ visible, scale: view.scale });
  }
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: drawsInSoftware() });
  if (!context) throw new Error('This browser draws no canvas.');
  return context;
}
