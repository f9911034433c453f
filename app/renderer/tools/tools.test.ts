import { beforeEach, describe, expect, it } from 'vitest';
import type { Geometry } from '../../contract/index.ts';
import type { Box, Point } from '../geometry/affine.ts';
import { apply } from '../geometry/affine.ts';
import { frameToImage, imageToFrame, untouched } from '../geometry/geometry.ts';
import { SparseMask } from '../mask/sparseMask.ts';
import type { PointerInfo, Sketch, ToolHost, ToolId } from './host.ts';
import type { ToolMachine } from './machine.ts';
import { toolMachine } from './toolbox.ts';

/** A host without a window: 1000 × 800 pixels, shown at half size. */
class FakeHost implements ToolHost {
  readonly image = { width: 1000, height: 800 };
  readonly scale = 0.5;
  readonly visible: Box = { x: 0, y: 0, width: 1000, height: 800 };
  brush = { size: 20, hardness: 1 };
  cropRatio: number | null = null;
  straightening = false;
  mask = SparseMask.empty(1000, 800);
  geometry: Geometry = untouched;
  sketch: Sketch | null = null;
  pan: Point = { x: 0, y: 0 };
  commits = 0;
  marks: { mask: SparseMask; geometry: Geometry }[] = [];

  toImage(frame: Point): Point {
    return apply(frameToImage(this.image, this.geometry), frame);
  }
  panBy({ x, y }: Point): void {
    this.pan = { x: this.pan.x + x, y: this.pan.y + y };
  }
  mark(): void {
    this.marks.push({ mask: this.mask, geometry: this.geometry });
  }
  commit(): void {
    expect(this.marks.pop()).toBeDefined();
    this.commits++;
  }
  bail(): void {
    const mark = this.marks.pop();
    if (!mark) throw new Error('bailed out without a mark');
    this.mask = mark.mask;
    this.geometry = mark.geometry;
  }
}

let host: FakeHost;
let tool: ToolMachine;

beforeEach(() => {
  host = new FakeHost();
});

const use = (id: ToolId): void => {
  tool = toolMachine(id, host);
};

const at = (x: number, y: number, more: Partial<PointerInfo> = {}): PointerInfo => ({
  frame: { x, y },
  image: host.toImage({ x, y }),
  screen: { x: x / 2, y: y / 2 },
  pressure: 1,
  shift: false,
  alt: false,
  control: false,
  ...more,
});

const drag = (from: PointerInfo, ...path: PointerInfo[]): void => {
  tool.down(from);
  for (const pointer of path) tool.move([pointer]);
  tool.up(path.at(-1) ?? from);
};

describe('every tool', () => {
  it.each(['crop', 'brush', 'eraser', 'lasso', 'rectangle'] as const)(
    '%s returns on Esc to the state before the gesture',
    (id) => {
      host.mask = host.mask.fillRect({ x: 200, y: 200, width: 300, height: 300 }, 255);
      host.geometry = { ...untouched, crop: { x: 100, y: 100, width: 600, height: 500 } };
      const { mask, geometry } = host;
      use(id);
      const idle = tool.state;
      tool.down(at(300, 300));
      expect(tool.busy).toBe(true);
      tool.move([at(420, 330), at(430, 500)]);
      expect(tool.cancel()).toBe(true);
      expect(host.mask).toBe(mask);
      expect(host.geometry).toBe(geometry);
      expect(host.sketch).toBeNull();
      expect(host.marks).toEqual([]);
      expect(host.commits).toBe(0);
      expect(tool.state).toBe(idle);
      expect(tool.cancel()).toBe(false);
    },
  );
});

describe('hand', () => {
  it('pans, and Esc puts the picture back', () => {
    use('hand');
    drag(at(100, 100), at(140, 90), at(160, 80));
    expect(host.pan).toEqual({ x: 30, y: -10 });
    tool.down(at(0, 0));
    tool.move([at(50, 50)]);
    tool.cancel();
    expect(host.pan).toEqual({ x: 30, y: -10 });
  });
});

describe('brush and eraser', () => {
  it('cover the way of the pointer, one step per stroke', () => {
    use('brush');
    drag(at(100, 100), at(200, 100), at(200, 300));
    expect(host.commits).toBe(1);
    expect(host.mask.coverageAt(150, 100)).toBe(255);
    expect(host.mask.coverageAt(200, 299)).toBe(255);
    expect(host.mask.coverageAt(150, 120)).toBe(0);
    use('eraser');
    drag(at(100, 100), at(200, 100));
    expect(host.mask.coverageAt(150, 100)).toBe(0);
    expect(host.mask.coverageAt(200, 250)).toBe(255);
  });

  it('use every coalesced position', () => {
    use('brush');
    tool.down(at(100, 100));
    tool.move([at(150, 200), at(200, 100)]);
    expect(host.mask.coverageAt(150, 200)).toBe(255);
  });

  it('follow the pen’s pressure', () => {
    use('brush');
    drag(at(300, 300, { pressure: 0.5 }));
    expect(host.mask.bounds()).toEqual({ x: 295, y: 295, width: 10, height: 10 });
  });

  it('draw a straight line with Shift, and swap with Alt', () => {
    use('brush');
    drag(at(100, 100));
    drag(at(300, 100, { shift: true }));
    expect(host.mask.coverageAt(200, 100)).toBe(255);
    drag(at(200, 100, { alt: true }));
    expect(host.mask.coverageAt(200, 100)).toBe(0);
  });

  it('paint where the photo is seen, however it is turned', () => {
    host.geometry = { mirror: true, quarterTurns: 3, straighten: 7, crop: null };
    use('brush');
    const image = { x: 321, y: 456 };
    const { x, y } = apply(imageToFrame(host.image, host.geometry), image);
    drag(at(x, y));
    expect(host.mask.coverageAt(image.x, image.y)).toBe(255);
  });
});

describe('lasso and rectangle', () => {
  it('cover what they enclose, and clear it with Alt', () => {
    use('lasso');
    drag(at(100, 100), at(300, 100), at(300, 300), at(100, 300));
    expect(host.mask.bounds()).toEqual({ x: 100, y: 100, width: 200, height: 200 });
    use('rectangle');
    drag(at(100, 100, { alt: true }), at(200, 300));
    expect(host.mask.bounds()).toEqual({ x: 200, y: 100, width: 100, height: 200 });
    drag(at(500, 500), at(520, 560, { shift: true }));
    expect(host.mask.coverageAt(555, 555)).toBe(255);
  });

  it('show their outline while they draw', () => {
    use('rectangle');
    tool.down(at(300, 200));
    tool.move([at(100, 250)]);
    expect(host.sketch).toEqual({ kind: 'box', box: { x: 100, y: 200, width: 200, height: 50 } });
  });

  it('a rectangle can be made with the keyboard', () => {
    use('rectangle');
    expect(tool.key('Enter', false)).toBe(true);
    expect(tool.key('ArrowRight', false)).toBe(true);
    expect(tool.key('ArrowDown', true)).toBe(true);
    expect(tool.key('q', false)).toBe(false);
    tool.key('Enter', false);
    expect(host.mask.bounds()).toEqual({ x: 391, y: 300, width: 250, height: 216 });
    expect(host.commits).toBe(1);
    expect(tool.key('ArrowRight', false)).toBe(false);
  });
});

describe('crop', () => {
  it('resizes by corner and edge, moves from inside', () => {
    use('crop');
    drag(at(1000, 800), at(900, 700));
    expect(host.geometry.crop).toEqual({ x: 0, y: 0, width: 900, height: 700 });
    drag(at(0, 350), at(100, 420));
    expect(host.geometry.crop).toEqual({ x: 100, y: 0, width: 800, height: 700 });
    drag(at(500, 300), at(560, 330));
    expect(host.geometry.crop).toEqual({ x: 160, y: 30, width: 800, height: 700 });
    expect(host.commits).toBe(3);
  });

  it('keeps a ratio', () => {
    host.cropRatio = 1;
    use('crop');
    drag(at(1000, 800), at(600, 500));
    expect(host.geometry.crop).toEqual({ x: 0, y: 0, width: 600, height: 600 });
  });

  it('straightens by a line, drawn with Ctrl, from outside, or in its own mode', () => {
    use('crop');
    drag(at(100, 400, { control: true }), at(900, 400 + 800 * Math.tan(Math.PI / 60)));
    expect(host.geometry.straighten).toBeCloseTo(-3);
    expect(host.geometry.crop).not.toBeNull();
    drag(at(2, 2), at(300, 2 + 298 * Math.tan(Math.PI / 90)));
    expect(host.geometry.straighten).toBeCloseTo(-5);
    host.straightening = true;
    const { geometry } = host;
    drag(at(400, 400), at(405, 401));
    expect(host.geometry).toBe(geometry);
  });

  it('shows what a press would do', () => {
    host.geometry = { ...untouched, crop: { x: 100, y: 100, width: 600, height: 500 } };
    use('crop');
    expect(tool.cursor(at(100, 100))).toBe('nwse-resize');
    expect(tool.cursor(at(400, 100))).toBe('ns-resize');
    expect(tool.cursor(at(400, 300))).toBe('move');
    expect(tool.cursor(at(900, 300))).toBe('crosshair');
    expect(tool.cursor(at(400, 300, { control: true }))).toBe('crosshair');
  });
});
