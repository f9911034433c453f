/** The canvas behind the component: keeps scene, camera and tool together, and draws when one changed. */
import type { Geometry, Rect } from '../../contract/index.ts';
import { apply, intersect, inflate } from '../geometry/affine.ts';
import type { Box, Point, Size } from '../geometry/affine.ts';
import { cropOf, frameToImage, imageRectOf } from '../geometry/geometry.ts';
import { MaskPainter } from '../mask/maskPainter.ts';
import type { SparseMask } from '../mask/sparseMask.ts';
import type { Brush, PointerInfo, Sketch, ToolHost, ToolId } from '../tools/host.ts';
import type { ToolMachine } from '../tools/machine.ts';
import type { Cursor } from '../tools/state.ts';
import { toolMachine } from '../tools/toolbox.ts';
import { Camera } from './camera.ts';
import { drawMask, drawMaskChange } from './drawMask.ts';
import { drawPhoto } from './drawPhoto.ts';
import { wantedTiles } from './drawTiles.ts';
import { drawTool } from './drawTool.ts';
import { drawsInSoftware } from './graphics.ts';
import { tileLoader } from './loadTile.ts';
import { maskTint } from './maskTint.ts';
import { boxOnCanvas, comparing, contentOf, layersOf, paneSize, pictureClip, regionsOf } from './scene.ts';
import type { Region, Scene } from './scene.ts';
import { TileStore } from './tileStore.ts';
import { toWorld, visibleBox } from './viewport.ts';

export interface SurfaceInput extends Omit<Scene, 'cropping'> {
  readonly mask: SparseMask;
  readonly showMask: boolean;
  readonly tool: ToolId;
  readonly brush: Brush;
  readonly cropRatio: number | null;
  readonly straightening: boolean;
}

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

export interface SurfaceOutput {
  onmask(mask: SparseMask): void;
  ongeometry(geometry: Geometry): void;
  onview(view: { visible: Rect; scale: number }): void;
  onframe(frame: Frame): void;
  oncursor(cursor: Cursor): void;
}

/** CSS pixels around a fitted picture. */
const margin = 24;
const cropMargin = 40;
/** Decoded tiles kept, in bytes: some sixty full-size ones and their coarser levels. */
const tileBudget = 192 * 2 ** 20;
const parallelRequests = 6;

export class Surface implements ToolHost {
  readonly #photo: CanvasRenderingContext2D;
  readonly #maskLayer: CanvasRenderingContext2D;
  readonly #tool: CanvasRenderingContext2D;
  readonly #output: SurfaceOutput;
  readonly #tiles: TileStore<ImageBitmap>;
  readonly #painter: MaskPainter;
  readonly camera = new Camera();
  #input: SurfaceInput;
  #former: Scene['result'] = null;
  #machine: ToolMachine;
  #canvas: Size = { width: 1, height: 1 };
  #ratio = 1;
  #liveMask: SparseMask | null = null;
  #liveGeometry: Geometry | null = null;
  #mark: { readonly mask: SparseMask; readonly geometry: Geometry } | null = null;
  #sketch: Sketch | null = null;
  #pointer: PointerInfo | null = null;
  #drawnMask: SparseMask | null = null;
  #maskPainted = false;
  #toolPainted = false;
  #dirty = { photo: true, mask: true, tool: true };
  #request = 0;
  #lastTime = 0;
  #reported = '';
  #painted: string | null = null;

  constructor(
    canvases: { photo: HTMLCanvasElement; mask: HTMLCanvasElement; tool: HTMLCanvasElement },
    input: SurfaceInput,
    output: SurfaceOutput,
    fetchUrl: (path: string) => string,
  ) {
    this.#photo = contextOf(canvases.photo);
    this.#maskLayer = contextOf(canvases.mask);
    this.#tool = contextOf(canvases.tool);
    const tint = maskTint(canvases.mask);
    canvases.mask.style.opacity = String(tint.opacity);
    this.#painter = new MaskPainter(tint.colour);
    this.#input = input;
    this.#output = output;
    this.#machine = toolMachine(input.tool, this);
    this.#tiles = new TileStore({
      load: tileLoader(fetchUrl),
      onTile: () => this.#invalidate({ photo: true }),
      budget: tileBudget,
      parallel: parallelRequests,
    });
  }

  close(): void {
    cancelAnimationFrame(this.#request);
    this.#request = -1;
    this.#tiles.close();
  }

  /** Takes what is to be shown. */
  set(input: SurfaceInput): void {
    const before = this.#input;
    const another = input.original.id !== before.original.id;
    if (another || input.tool !== before.tool) this.cancelGesture();
    // A document that changed under a gesture (undo, another photo) ends it; its own news count.
    if (this.#mark && (input.mask !== before.mask || input.geometry !== before.geometry))
      this.cancelGesture();
    if (another) this.#former = null;
    else if (input.result?.id !== before.result?.id && before.result) this.#former = before.result;
    if (another || input.mask.width !== before.mask.width) this.#drawnMask = null;
    this.#input = input;
    if (input.tool !== before.tool) this.#machine = toolMachine(input.tool, this);
    const cropped = (input.tool === 'crop') !== (before.tool === 'crop');
    this.#layout(another ? 'jump' : cropped ? 'glide' : 'keep');
    this.#invalidate({
      photo: true,
      mask:
        input.showMask !== before.showMask ||
        input.geometry !== before.geometry ||
        another ||
        this.#regionsChanged(before),
      tool: true,
    });
    this.#tellCursor();
  }

  /** @param ratio device pixels per CSS pixel */
  resize(canvas: Size, ratio: number): void {
    this.#canvas = canvas;
    this.#ratio = ratio;
    for (const { canvas: element } of [this.#photo, this.#maskLayer, this.#tool]) {
      element.width = canvas.width;
      element.height = canvas.height;
    }
    this.#layout('keep');
    this.#invalidate({ photo: true, mask: true, tool: true });
    // Setting the size cleared the canvases: painted again before the next frame, nothing flashes.
    this.#draw();
  }

  // What gestures and the component ask for.

  get ratio(): number {
    return this.#ratio;
  }

  get tool(): ToolId {
    return this.#input.tool;
  }

  get machine(): ToolMachine {
    return this.#machine;
  }

  regionAt(screen: Point): Region {
    const regions = regionsOf(this.#scene(), this.#canvas);
    const found = regions.find(({ clip }) => intersect(clip, { ...screen, width: 1e-3, height: 1e-3 }));
    const region = found ?? regions[0];
    if (!region) throw new Error('A scene has at least one region.');
    return region;
  }

  /** Where a point of the canvas lies in the picture. */
  locate(screen: Point, region: Region): { frame: Point; image: Point } {
    const { view } = this.camera;
    const frame = toWorld(view, { x: screen.x - region.origin.x, y: screen.y - region.origin.y });
    return { frame, image: this.toImage(frame) };
  }

  /** The pixel of the image under a pointer, null outside the picture. */
  pixelAt({ frame, image }: PointerInfo): { x: number; y: number } | null {
    const { original } = this.#input;
    if (!intersect(contentOf(this.#scene()), { ...frame, width: 1e-6, height: 1e-6 })) return null;
    const pixel = { x: Math.floor(image.x), y: Math.floor(image.y) };
    return pixel.x >= 0 && pixel.y >= 0 && pixel.x < original.width && pixel.y < original.height
      ? pixel
      : null;
  }

  hover(pointer: PointerInfo | null): void {
    this.#pointer = pointer;
    this.#invalidate({ tool: true });
    this.#tellCursor();
  }

  /** The camera was asked to move. */
  moved(): void {
    this.#invalidate({ photo: true, mask: true, tool: true });
  }

  /** Scale at which one pixel of the finest picture in sight is one device pixel. */
  get actualScale(): number {
    const { original, result } = this.#input;
    return result && comparing(this.#scene()) !== 'original' ? result.width / original.width : 1;
  }

  cancelGesture(): boolean {
    const busy = this.#machine.cancel();
    if (busy) this.#invalidate({ photo: true, mask: true, tool: true });
    this.#tellCursor();
    return busy;
  }

  // What tools see and do.

  get image(): Size {
    return this.#input.original;
  }

  get brush(): Brush {
    return this.#input.brush;
  }

  get cropRatio(): number | null {
    return this.#input.cropRatio;
  }

  get straightening(): boolean {
    return this.#input.straightening;
  }

  get scale(): number {
    return this.camera.view.scale;
  }

  get visible(): Box {
    const scene = this.#scene();
    const box = visibleBox(this.camera.view, paneSize(scene, this.#canvas));
    return intersect(box, contentOf(scene)) ?? box;
  }

  get mask(): SparseMask {
    return this.#liveMask ?? this.#input.mask;
  }

  set mask(mask: SparseMask) {
    this.#liveMask = mask;
    this.#invalidate({});
  }

  get geometry(): Geometry {
    return this.#liveGeometry ?? this.#input.geometry;
  }

  set geometry(geometry: Geometry) {
    this.#liveGeometry = geometry;
    const turned = geometry.straighten !== this.#input.geometry.straighten;
    this.#invalidate({ photo: turned, mask: turned, tool: true });
  }

  get sketch(): Sketch | null {
    return this.#sketch;
  }

  set sketch(sketch: Sketch | null) {
    this.#sketch = sketch;
    this.#invalidate({ tool: true });
  }

  toImage(frame: Point): Point {
    return apply(frameToImage(this.#input.original, this.geometry), frame);
  }

  panBy(by: Point): void {
    this.camera.panBy(by);
    this.moved();
  }

  mark(): void {
    this.#mark = { mask: this.mask, geometry: this.geometry };
  }

  commit(): void {
    const mark = this.#mark;
    const { mask, geometry } = this;
    this.#mark = null;
    if (mark && mask !== mark.mask) this.#output.onmask(mask);
    if (mark && geometry !== mark.geometry) this.#output.ongeometry(geometry);
    this.#liveMask = null;
    this.#liveGeometry = null;
  }

  bail(): void {
    this.#mark = null;
    this.#liveMask = null;
    this.#liveGeometry = null;
    this.#invalidate({ photo: true, mask: true, tool: true });
  }

  // Drawing.

  #scene(): Scene {
    return { ...this.#input, geometry: this.geometry, cropping: this.#input.tool === 'crop' };
  }

  #regionsChanged(before: SurfaceInput): boolean {
    const now = JSON.stringify(regionsOf(this.#scene(), this.#canvas));
    return now !== JSON.stringify(regionsOf({ ...before, cropping: before.tool === 'crop' }, this.#canvas));
  }

  #layout(change: 'keep' | 'jump' | 'glide'): void {
    const scene = this.#scene();
    const around = (scene.cropping ? cropMargin : margin) * this.#ratio;
    this.camera.layout(contentOf(scene), paneSize(scene, this.#canvas), around, change);
  }

  #invalidate(what: { photo?: boolean; mask?: boolean; tool?: boolean }): void {
    this.#dirty.photo ||= what.photo === true;
    this.#dirty.mask ||= what.mask === true;
    this.#dirty.tool ||= what.tool === true;
    if (this.#request !== 0) return;
    this.#lastTime = performance.now();
    this.#request = requestAnimationFrame((time) => this.#tick(time));
  }

  #tick(time: number): void {
    this.#request = 0;
    const view = this.camera.view;
    const more = this.camera.tick(Math.min(50, Math.max(1, time - this.#lastTime)));
    this.#lastTime = time;
    const now = this.camera.view;
    if (now.scale !== view.scale || now.x !== view.x || now.y !== view.y)
      this.#dirty = { photo: true, mask: true, tool: true };
    this.#draw();
    if (more) this.#request = requestAnimationFrame((next) => this.#tick(next));
  }

  #draw(): void {
    const scene = this.#scene();
    const { view } = this.camera;
    const dirty = this.#dirty;
    this.#dirty = { photo: false, mask: false, tool: false };
    if (dirty.photo) {
      drawPhoto(this.#photo, this.#tiles, scene, view, this.#canvas, this.#former);
      this.#wantTiles(scene);
    }
    this.#drawMask(scene, dirty.mask);
    if (dirty.tool) this.#drawTool(scene);
    this.#report(scene);
  }

  #wantTiles(scene: Scene): void {
    const { view } = this.camera;
    const wanted = regionsOf(scene, this.#canvas).flatMap((region) => {
      const clip = pictureClip(scene, view, region);
      if (!clip) return [];
      const { base, preview, overlay } = layersOf(scene, view, region);
      return [preview, overlay, base].flatMap((layer) => (layer ? [wantedTiles(layer, clip)] : []));
    });
    // Turn by turn, so that before and after arrive together.
    const visible = wanted.flatMap((tiles) => tiles.visible.map((tile, order) => ({ tile, order })));
    visible.sort((one, other) => one.order - other.order);
    this.#tiles.want([...visible.map(({ tile }) => tile), ...wanted.flatMap(({ ring }) => ring)]);
    this.#painted = visible.every(({ tile }) => this.#tiles.has(tile))
      ? [...new Set(visible.map(({ tile }) => tile.image))].join(' ')
      : null;
  }

  #drawMask(scene: Scene, all: boolean): void {
    const { mask } = this;
    const { view } = this.camera;
    if (!this.#input.showMask || (mask.isEmpty && (this.#drawnMask?.isEmpty ?? true))) {
      if (this.#maskPainted) this.#maskLayer.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
      this.#maskPainted = false;
      this.#drawnMask = null;
      return;
    }
    this.#maskPainted = true;
    if (all || !this.#drawnMask) {
      drawMask(this.#maskLayer, this.#painter, mask, scene, view, this.#canvas);
      this.#drawnMask = mask;
    } else if (mask !== this.#drawnMask) {
      drawMaskChange(this.#maskLayer, this.#painter, mask, this.#drawnMask, scene, view, this.#canvas);
      this.#drawnMask = mask;
    }
  }

  #drawTool(scene: Scene): void {
    const { tool, brush } = this.#input;
    const pointer = this.#machine.cursor(this.#pointer) === 'brush' ? this.#pointer : null;
    const visible = scene.cropping || this.#sketch !== null || pointer !== null;
    if (!visible && !this.#toolPainted) return;
    this.#toolPainted = visible;
    drawTool(
      this.#tool,
      scene,
      this.camera.view,
      this.#canvas,
      {
        sketch: this.#sketch,
        brush: pointer && { ...brush, at: pointer.frame, erases: tool === 'eraser' },
        busy: this.#machine.busy,
      },
      this.#ratio,
    );
  }

  #tellCursor(): void {
    this.#output.oncursor(this.#machine.cursor(this.#pointer));
  }

  /** Tells the component and the shell where things are, where that has changed. */
  #report(scene: Scene): void {
    const { view } = this.camera;
    const css = (box: Box | null): Box | null =>
      box && {
        x: box.x / this.#ratio,
        y: box.y / this.#ratio,
        width: box.width / this.#ratio,
        height: box.height / this.#ratio,
      };
    const regions = regionsOf(scene, this.#canvas);
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
      zoom: view.scale / this.actualScale,
      painted: this.#painted,
    };
    const visible = imageRectOf(scene.original, scene.geometry, inflate(this.visible, -1e-6));
    const report = JSON.stringify([frame, visible, view.scale]);
    if (report === this.#reported) return;
    this.#reported = report;
    this.#output.onframe(frame);
    if (visible) this.#output.onview({ visible, scale: view.scale });
  }
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: drawsInSoftware() });
  if (!context) throw new Error('This browser draws no canvas.');
  return context;
}
