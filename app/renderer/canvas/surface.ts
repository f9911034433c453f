/** The canvas behind the component: keeps scene, camera and tool together, and is what tools work on. */
import type { Geometry } from '../../contract/index.ts';
import { apply, intersect } from '../geometry/affine.ts';
import type { Box, Point, Size } from '../geometry/affine.ts';
import { frameToImage } from '../geometry/geometry.ts';
import type { SparseMask } from '../mask/sparseMask.ts';
import type { Brush, PointerInfo, Sketch, ToolHost, ToolId } from '../tools/host.ts';
import type { ToolMachine } from '../tools/machine.ts';
import type { Cursor } from '../tools/state.ts';
import { toolMachine } from '../tools/toolbox.ts';
import { Camera } from './camera.ts';
import { DrawLoop } from './drawLoop.ts';
import type { Canvases, DrawOutput, Subject } from './drawLoop.ts';
import { comparing, contentOf, paneSize, regionsOf } from './scene.ts';
import type { Region, Scene } from './scene.ts';
import { toWorld, visibleBox } from './viewport.ts';

export interface SurfaceInput extends Omit<Scene, 'cropping'> {
  readonly mask: SparseMask;
  readonly showMask: boolean;
  readonly tool: ToolId;
  readonly brush: Brush;
  readonly cropRatio: number | null;
  readonly straightening: boolean;
}

export interface SurfaceOutput extends DrawOutput {
  onmask(mask: SparseMask): void;
  ongeometry(geometry: Geometry): void;
  oncursor(cursor: Cursor): void;
}

/** CSS pixels around a fitted picture. */
const margin = 24;
const cropMargin = 40;

export class Surface implements ToolHost, Subject {
  readonly #output: SurfaceOutput;
  readonly #loop: DrawLoop;
  readonly camera = new Camera();
  #input: SurfaceInput;
  #former: Scene['result'] = null;
  #machine: ToolMachine;
  #liveMask: SparseMask | null = null;
  #liveGeometry: Geometry | null = null;
  #mark: { readonly mask: SparseMask; readonly geometry: Geometry } | null = null;
  #sketch: Sketch | null = null;
  #pointer: PointerInfo | null = null;

  constructor(
    canvases: Canvases,
    input: SurfaceInput,
    output: SurfaceOutput,
    fetchUrl: (path: string) => string,
  ) {
    this.#input = input;
    this.#output = output;
    this.#machine = toolMachine(input.tool, this);
    this.#loop = new DrawLoop(canvases, this, output, fetchUrl);
  }

  close(): void {
    this.#loop.close();
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
    if (another || input.mask.width !== before.mask.width) this.#loop.forgetMask();
    this.#input = input;
    if (input.tool !== before.tool) this.#machine = toolMachine(input.tool, this);
    const cropped = (input.tool === 'crop') !== (before.tool === 'crop');
    this.#layout(another ? 'jump' : cropped ? 'glide' : 'keep');
    this.#loop.invalidate({
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
    this.#loop.resize(canvas, ratio);
    this.#layout('keep');
    // Setting the size cleared the canvases: painted again before the next frame, nothing flashes.
    this.#loop.now();
  }

  // What gestures and the component ask for.

  get ratio(): number {
    return this.#loop.ratio;
  }

  get tool(): ToolId {
    return this.#input.tool;
  }

  get machine(): ToolMachine {
    return this.#machine;
  }

  regionAt(screen: Point): Region {
    const regions = regionsOf(this.scene, this.#loop.size);
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
    if (!intersect(contentOf(this.scene), { ...frame, width: 1e-6, height: 1e-6 })) return null;
    const pixel = { x: Math.floor(image.x), y: Math.floor(image.y) };
    return pixel.x >= 0 && pixel.y >= 0 && pixel.x < original.width && pixel.y < original.height
      ? pixel
      : null;
  }

  hover(pointer: PointerInfo | null): void {
    this.#pointer = pointer;
    this.#loop.invalidate({ tool: true });
    this.#tellCursor();
  }

  /** The camera was asked to move. */
  moved(): void {
    this.#loop.invalidate({ photo: true, mask: true, tool: true });
  }

  /** Scale at which one pixel of the finest picture in sight is one device pixel. */
  get actualScale(): number {
    const { original, result } = this.#input;
    return result && comparing(this.scene) !== 'original' ? result.width / original.width : 1;
  }

  cancelGesture(): boolean {
    const busy = this.#machine.cancel();
    if (busy) this.#loop.invalidate({ photo: true, mask: true, tool: true });
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
    const scene = this.scene;
    const box = visibleBox(this.camera.view, paneSize(scene, this.#loop.size));
    return intersect(box, contentOf(scene)) ?? box;
  }

  get mask(): SparseMask {
    return this.#liveMask ?? this.#input.mask;
  }

  set mask(mask: SparseMask) {
    this.#liveMask = mask;
    this.#loop.invalidate({});
  }

  get geometry(): Geometry {
    return this.#liveGeometry ?? this.#input.geometry;
  }

  set geometry(geometry: Geometry) {
    this.#liveGeometry = geometry;
    const turned = geometry.straighten !== this.#input.geometry.straighten;
    this.#loop.invalidate({ photo: turned, mask: turned, tool: true });
  }

  get sketch(): Sketch | null {
    return this.#sketch;
  }

  set sketch(sketch: Sketch | null) {
    this.#sketch = sketch;
    this.#loop.invalidate({ tool: true });
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
    this.#loop.invalidate({ photo: true, mask: true, tool: true });
  }

  // What is drawn.

  get scene(): Scene {
    return { ...this.#input, geometry: this.geometry, cropping: this.#input.tool === 'crop' };
  }

  get former(): Scene['result'] {
    return this.#former;
  }

  get shownMask(): SparseMask | null {
    return this.#input.showMask ? this.mask : null;
  }

  get busy(): boolean {
    return this.#machine.busy;
  }

  get ring(): Subject['ring'] {
    const { tool, brush } = this.#input;
    const pointer = this.#machine.cursor(this.#pointer) === 'brush' ? this.#pointer : null;
    return pointer && { brush, pointer, erases: tool === 'eraser' };
  }

  #regionsChanged(before: SurfaceInput): boolean {
    const now = JSON.stringify(regionsOf(this.scene, this.#loop.size));
    return (
      now !== JSON.stringify(regionsOf({ ...before, cropping: before.tool === 'crop' }, this.#loop.size))
    );
  }

  #layout(change: 'keep' | 'jump' | 'glide'): void {
    const { scene } = this;
    const { size, ratio } = this.#loop;
    const around = (scene.cropping ? cropMargin : margin) * ratio;
    this.camera.layout(contentOf(scene), paneSize(scene, size), around, change);
  }

  #tellCursor(): void {
    this.#output.oncursor(this.#machine.cursor(this.#pointer));
  }
}
