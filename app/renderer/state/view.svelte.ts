import type { Rect } from '../../contract/index.ts';
import type { Compare } from '../canvas/scene.ts';
import type { Brush, ToolId } from '../tools/host.ts';

export type Overlay = 'photo' | 'residual' | 'invented';

/** What the canvas lets others ask of it. */
export interface ViewerControls {
  fit(): void;
  zoomActual(): void;
  /** Takes an unfinished gesture back; false where there was none. */
  cancelGesture(): boolean;
}

const smallestBrush = 1;
const largestBrush = 2000;
const brushFactor = 1.15;

/** How the photo is looked at and with which tool; the same for all photos. */
export class ViewState {
  #tool = $state<ToolId>('hand');
  brush = $state.raw<Brush>({ size: 40, hardness: 0.8 });
  compare = $state<Compare>('split');
  overlay = $state<Overlay>('photo');
  showMask = $state(true);
  cropRatio = $state<number | null>(null);
  /** Whether a press with the crop tool draws the line that is to be level. */
  straightening = $state(false);
  visible = $state.raw<Rect | null>(null);
  viewer = $state.raw<ViewerControls | null>(null);
  #beforeOriginal: Compare = 'split';
  #brushTouched = false;

  get tool(): ToolId {
    return this.#tool;
  }

  set tool(tool: ToolId) {
    this.#tool = tool;
    if (tool !== 'hand' && tool !== 'crop') this.showMask = true;
  }

  /** `\`: the original while it is wanted, then back to what was shown. */
  toggleBefore(): void {
    if (this.compare === 'original') this.compare = this.#beforeOriginal;
    else {
      this.#beforeOriginal = this.compare;
      this.compare = 'original';
    }
  }

  toggleSideBySide(): void {
    this.compare = this.compare === 'side' ? 'split' : 'side';
  }

  swapPaint(): void {
    this.tool = this.tool === 'brush' ? 'eraser' : 'brush';
  }

  setBrush(brush: Brush): void {
    this.#brushTouched = true;
    this.brush = {
      size: Math.round(Math.min(largestBrush, Math.max(smallestBrush, brush.size))),
      hardness: Math.round(100 * Math.min(1, Math.max(0, brush.hardness))) / 100,
    };
  }

  /** @param direction 1 for larger, −1 for smaller; always at least one pixel */
  resizeBrush(direction: 1 | -1): void {
    const { size, hardness } = this.brush;
    const scaled = Math.round(size * brushFactor ** direction);
    this.setBrush({ size: scaled === size ? size + direction : scaled, hardness });
  }

  hardenBrush(direction: 1 | -1): void {
    const { size, hardness } = this.brush;
    this.setBrush({ size, hardness: hardness + 0.1 * direction });
  }

  /** 2 % of the photo's short side, until the user has chosen a size. */
  suggestBrush(width: number, height: number): void {
    if (this.#brushTouched) return;
    this.brush = { ...this.brush, size: Math.max(4, Math.round(0.02 * Math.min(width, height))) };
  }
}
