/** Pointer, wheel and keys of the canvas element, told to the surface's tool and camera. */
import type { Point } from '../geometry/affine.ts';
import type { Brush, PointerInfo } from '../tools/host.ts';
import type { ToolMachine } from '../tools/machine.ts';
import type { Cursor } from '../tools/state.ts';
import { toolMachine } from '../tools/toolbox.ts';
import type { Region } from './scene.ts';
import type { Surface } from './surface.ts';
import { wheelFactor } from './viewport.ts';

export interface GestureOutput {
  onbrush(brush: Brush): void;
  onhover(pixel: { x: number; y: number } | null): void;
  oncursor(cursor: Cursor): void;
}

interface Gesture {
  readonly pointer: number;
  readonly machine: ToolMachine;
  readonly region: Region;
}

const zoomStep = 1.25;
/** CSS pixels that an arrow key pans. */
const arrowStep = 48;
const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: 1, y: 0 },
  ArrowRight: { x: -1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

/** Listens on `element` until the returned function is called. */
export function listenToGestures(element: HTMLElement, surface: Surface, output: GestureOutput): () => void {
  let gesture: Gesture | null = null;
  let space = false;
  const touches = new Map<number, Point>();
  const listeners = new AbortController();
  const { signal } = listeners;

  const screenOf = (event: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: (event.clientX - left) * surface.ratio, y: (event.clientY - top) * surface.ratio };
  };
  const inPane = (screen: Point): Point => {
    const { origin } = gesture?.region ?? surface.regionAt(screen);
    return { x: screen.x - origin.x, y: screen.y - origin.y };
  };
  const infoOf = (event: PointerEvent, region: Region): PointerInfo => {
    const screen = screenOf(event);
    return {
      screen,
      ...surface.locate(screen, region),
      pressure: event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : 1,
      shift: event.shiftKey,
      alt: event.altKey,
      control: event.ctrlKey || event.metaKey,
    };
  };
  const hover = (event: PointerEvent): void => {
    const pointer = infoOf(event, gesture?.region ?? surface.regionAt(screenOf(event)));
    surface.hover(pointer);
    output.onhover(surface.pixelAt(pointer));
    tellCursor();
  };
  /** A temporary hand shows its own cursor. */
  const tellCursor = (): void => {
    if (gesture && gesture.machine !== surface.machine) output.oncursor(gesture.machine.cursor(null));
    else if (space) output.oncursor('grab');
  };
  const abandon = (): void => {
    gesture?.machine.cancel();
    gesture = null;
    surface.hover(null);
  };

  function press(event: PointerEvent): void {
    if (event.pointerType === 'touch') {
      touches.set(event.pointerId, screenOf(event));
      if (touches.size > 1) abandon();
      if (touches.size > 1) return;
    }
    if (gesture || event.button > 1) return;
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    const byHand = space || event.button === 1;
    const region = surface.regionAt(screenOf(event));
    gesture = {
      pointer: event.pointerId,
      machine: byHand ? toolMachine('hand', surface) : surface.machine,
      region,
    };
    gesture.machine.down(infoOf(event, region));
    hover(event);
  }

  function pinch(event: PointerEvent): void {
    const before = [...touches.values()];
    touches.set(event.pointerId, screenOf(event));
    const after = [...touches.values()];
    const [a, b] = before;
    const [c, d] = after;
    if (!a || !b || !c || !d) return;
    const apart = (p: Point, q: Point): number => Math.max(1, Math.hypot(p.x - q.x, p.y - q.y));
    const middle = (p: Point, q: Point): Point => inPane({ x: (p.x + q.x) / 2, y: (p.y + q.y) / 2 });
    surface.camera.pinch(middle(a, b), middle(c, d), apart(c, d) / apart(a, b));
    surface.moved();
  }

  function move(event: PointerEvent): void {
    if (event.pointerType === 'touch' && touches.size > 1) {
      pinch(event);
      return;
    }
    if (gesture && gesture.pointer === event.pointerId) {
      const { region, machine } = gesture;
      const coalesced = event.getCoalescedEvents();
      machine.move((coalesced.length > 0 ? coalesced : [event]).map((one) => infoOf(one, region)));
    } else if (gesture) return;
    hover(event);
  }

  function release(event: PointerEvent): void {
    touches.delete(event.pointerId);
    if (gesture?.pointer !== event.pointerId) return;
    const { machine, region } = gesture;
    machine.up(infoOf(event, region));
    gesture = null;
    if (event.pointerType === 'touch') surface.hover(null);
    else hover(event);
  }

  function wheel(event: WheelEvent): void {
    event.preventDefault();
    const delta = event.deltaY === 0 ? event.deltaX : event.deltaY;
    if (event.altKey) {
      const { size, hardness } = surface.brush;
      const scaled = size * wheelFactor(delta, event.deltaMode, false);
      output.onbrush({
        size: Math.max(1, Math.abs(scaled - size) < 1 ? size - Math.sign(delta) : scaled),
        hardness,
      });
      return;
    }
    if (event.shiftKey) surface.camera.panBy({ x: -delta * surface.ratio, y: 0 });
    else {
      const factor = wheelFactor(event.deltaY, event.deltaMode, event.ctrlKey);
      surface.camera.zoomBy(factor, inPane(screenOf(event)));
    }
    surface.moved();
  }

  function toggle(event: MouseEvent): void {
    if (surface.tool !== 'hand' && !space) return;
    if (surface.camera.fitted) surface.camera.zoomTo(surface.actualScale, inPane(screenOf(event)));
    else surface.camera.fit();
    surface.moved();
  }

  function key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (gesture === null && surface.machine.key(event.key, event.shiftKey)) {
      event.preventDefault();
      return;
    }
    const arrow = arrows[event.key];
    const step = arrowStep * surface.ratio * (event.shiftKey ? 4 : 1);
    if (arrow) surface.camera.panBy({ x: arrow.x * step, y: arrow.y * step });
    else if (event.key === '+' || event.key === '=') surface.camera.zoomBy(zoomStep);
    else if (event.key === '-') surface.camera.zoomBy(1 / zoomStep);
    else return;
    event.preventDefault();
    surface.moved();
  }

  /** Space is the hand while it is held, except where it presses a button or writes. */
  function holdSpace(event: KeyboardEvent): void {
    if (event.code !== 'Space') return;
    const { target } = event;
    if (target === element || target === document.body) event.preventDefault();
    else if (target instanceof Element && target.matches('input, textarea, select, [contenteditable]'))
      return;
    if (event.repeat || event.type === 'keyup' || gesture) {
      if (event.type === 'keyup') space = false;
    } else space = true;
    if (space) tellCursor();
    else surface.hover(null);
  }

  element.addEventListener('pointerdown', press, { signal });
  element.addEventListener('pointermove', move, { signal });
  element.addEventListener('pointerup', release, { signal });
  const lose = (event: PointerEvent): void => {
    touches.delete(event.pointerId);
    if (gesture?.pointer === event.pointerId) abandon();
  };
  element.addEventListener('pointercancel', lose, { signal });
  element.addEventListener(
    'pointerleave',
    () => {
      if (gesture) return;
      surface.hover(null);
      output.onhover(null);
    },
    { signal },
  );
  element.addEventListener('wheel', wheel, { signal, passive: false });
  element.addEventListener('dblclick', toggle, { signal });
  element.addEventListener('keydown', key, { signal });
  // The middle button would start the browser's own scrolling, a pen's barrel button a menu.
  element.addEventListener('mousedown', (event) => event.button === 1 && event.preventDefault(), { signal });
  element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  window.addEventListener('keydown', holdSpace, { signal });
  window.addEventListener('keyup', holdSpace, { signal });
  window.addEventListener('blur', () => (space = false), { signal });
  return () => listeners.abort();
}
