import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadWindowState, placeWindow, saveWindowState } from './windowState.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const second = { x: -1920, y: 0, width: 1920, height: 1080 };
const saved = { x: 100, y: 80, width: 1200, height: 780, maximized: false };

test('the first window is centred on the primary display', () => {
  expect(placeWindow(null, [laptop])).toEqual({ x: 80, y: 63, width: 1280, height: 800, maximized: false });
});

test('a window that fits stays where it was', () => {
  expect(placeWindow(saved, [laptop])).toEqual(saved);
  expect(placeWindow({ ...saved, x: -1800 }, [laptop, second])).toEqual({ ...saved, x: -1800 });
});

test('a window on a display that was unplugged comes back', () => {
  const placed = placeWindow({ ...saved, x: -1800 }, [laptop]);
  expect(placed.x).toBe(120);
  expect(placed.width).toBe(1200);
});

test('a window half outside is moved in, a larger one shrunk', () => {
  expect(placeWindow({ ...saved, x: 900, y: 700 }, [laptop])).toEqual({ ...saved, x: 240, y: 120 });
  expect(placeWindow({ ...saved, width: 3000, height: 2000 }, [laptop])).toEqual({
    ...laptop,
    maximized: false,
  });
});

test('the title bar stays in reach on a display smaller than the least window', () => {
  const placed = placeWindow(saved, [{ x: 0, y: 0, width: 800, height: 500 }]);
  expect(placed).toEqual({ x: 0, y: 0, width: 900, height: 600, maximized: false });
});

test('the state survives a round trip, and rubbish is no state', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-window-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'window.json');
  expect(await loadWindowState(file)).toBeNull();
  await saveWindowState(file, saved);
  expect(await loadWindowState(file)).toEqual(saved);
  await writeFile(file, '{"x":1e99,"width":-3}');
  expect(await loadWindowState(file)).toBeNull();
  await writeFile(file, '{"x":');
  expect(await loadWindowState(file)).toBeNull();
});
