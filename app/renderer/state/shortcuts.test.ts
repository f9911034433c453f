import { describe, expect, it } from 'vitest';
import { actionOf, shortcutFor, shortcutGroups, shortcutText } from './shortcuts.ts';

const press = (
  key: string,
  modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', true>> = {},
  code = '',
) => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
});
const ctrl = { ctrlKey: true } as const;

describe('the keyboard map', () => {
  it.each([
    ['b', {}, 'brush'],
    ['B', {}, 'brush'],
    ['e', {}, 'eraser'],
    ['l', {}, 'lasso'],
    ['m', {}, 'rectangle'],
    ['c', {}, 'crop'],
    ['r', {}, 'crop'],
    ['h', {}, 'hand'],
    ['x', {}, 'swapPaint'],
    ['o', {}, 'toggleMask'],
    ['y', {}, 'sideBySide'],
    ['\\', {}, 'toggleBefore'],
    ['1', {}, 'showOriginal'],
    ['2', {}, 'showSplit'],
    ['3', {}, 'showResult'],
    ['?', { shiftKey: true }, 'shortcuts'],
    ['Escape', {}, 'stop'],
    ['o', ctrl, 'open'],
    ['s', ctrl, 'export'],
    ['S', { ...ctrl, shiftKey: true }, 'exportAs'],
    ['E', { ...ctrl, shiftKey: true }, 'exportAs'],
    ['z', ctrl, 'undo'],
    ['y', ctrl, 'redo'],
    ['Z', { ...ctrl, shiftKey: true }, 'redo'],
    ['0', ctrl, 'zoomFit'],
    ['1', ctrl, 'zoomActual'],
    ['Enter', ctrl, 'run'],
    ['c', ctrl, 'copyResult'],
    ['v', ctrl, 'paste'],
  ] as const)('%s with %o is %s', (key, modifiers, action) => {
    expect(actionOf(press(key, modifiers), false)).toBe(action);
  });

  it('tells brackets from braces by their place', () => {
    expect(actionOf(press('[', {}, 'BracketLeft'), false)).toBe('brushSmaller');
    expect(actionOf(press(']', {}, 'BracketRight'), false)).toBe('brushLarger');
    expect(actionOf(press('{', { shiftKey: true }, 'BracketLeft'), false)).toBe('brushSofter');
    expect(actionOf(press('}', { shiftKey: true }, 'BracketRight'), false)).toBe('brushHarder');
  });

  it('takes brackets that need AltGr or Shift on other keyboards by what they print', () => {
    expect(actionOf(press('[', {}, 'Digit8'), false)).toBe('brushSmaller');
  });

  it('uses Cmd on a Mac, and Ctrl nowhere else', () => {
    expect(actionOf(press('z', { metaKey: true }), true)).toBe('undo');
    expect(actionOf(press('z', ctrl), true)).toBeUndefined();
    expect(actionOf(press('z', { metaKey: true }), false)).toBeUndefined();
  });

  it('leaves alone what it does not know', () => {
    expect(actionOf(press('b', { altKey: true }), false)).toBeUndefined();
    expect(actionOf(press('B', { shiftKey: true }), false)).toBeUndefined();
    expect(actionOf(press('w', ctrl), false)).toBeUndefined();
  });

  it('has every key once', () => {
    const keys = shortcutGroups.flatMap(({ shortcuts }) => shortcuts.flatMap((shortcut) => shortcut.keys));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is written as each system writes it', () => {
    expect(shortcutText('Mod+Shift+S', false)).toBe('Ctrl Shift S');
    expect(shortcutText('Mod+Shift+S', true)).toBe('⇧⌘S');
    expect(shortcutFor('run', false)).toBe('Ctrl Enter');
  });
});
