import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { Rect } from '../../contract/index.ts';

/** In device-independent pixels; `x` and `y` may be negative on displays left of or above the first. */
const windowState = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximized: z.boolean(),
});

export type WindowState = z.infer<typeof windowState>;
export type Area = Rect;

export const minimumSize = { width: 900, height: 600 };
const usualSize = { width: 1280, height: 800 };

/**
 * Where the window opens: where it was, moved and shrunk until it lies on a display that exists now.
 *
 * @param saved from the last run, null for the first
 * @param areas the displays without task bars, the primary one first
 */
export function placeWindow(saved: WindowState | null, areas: readonly Area[]): WindowState {
  const primary = areas[0] ?? { x: 0, y: 0, ...usualSize };
  const wanted = saved ?? { ...centred(usualSize, primary), maximized: false };
  const best = areas.reduce((a, b) => (overlap(wanted, b) > overlap(wanted, a) ? b : a), primary);
  const width = clamp(wanted.width, minimumSize.width, Math.max(best.width, minimumSize.width));
  const height = clamp(wanted.height, minimumSize.height, Math.max(best.height, minimumSize.height));
  const from = overlap(wanted, best) > 0 ? wanted : centred({ width, height }, best);
  return {
    x: clamp(from.x, best.x, Math.max(best.x, best.x + best.width - width)),
    y: clamp(from.y, best.y, Math.max(best.y, best.y + best.height - height)),
    width,
    height,
    maximized: wanted.maximized,
  };
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

function centred(size: { width: number; height: number }, area: Area): Area {
  return {
    ...size,
    x: Math.round(area.x + (area.width - size.width) / 2),
    y: Math.round(area.y + (area.height - size.height) / 2),
  };
}

/** Area in common, in square pixels. */
function overlap(a: Area, b: Area): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

/** The state of the last run; null where there is none or it cannot be read. */
export async function loadWindowState(file: string): Promise<WindowState | null> {
  try {
    return windowState.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Losing the window's place is not worth an error message. */
export async function saveWindowState(file: string, state: WindowState): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(state)}\n`).catch(() => undefined);
}
