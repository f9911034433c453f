import type { Command } from '../../contract/index.ts';

/** What a key can do: the commands of the menu, and what only a keyboard needs. */
export type Action =
  | Command
  | 'hand'
  | 'crop'
  | 'brush'
  | 'eraser'
  | 'lasso'
  | 'rectangle'
  | 'swapPaint'
  | 'brushSmaller'
  | 'brushLarger'
  | 'brushSofter'
  | 'brushHarder'
  | 'showOriginal'
  | 'showSplit'
  | 'showResult';

interface Shortcut {
  readonly action: Action;
  /** `Mod` is Ctrl, and Cmd on a Mac. */
  readonly keys: readonly string[];
  readonly label: string;
}

/** The keyboard map. The dialog, the tooltips and the key handler all read this one table. */
export const shortcutGroups: readonly { readonly title: string; readonly shortcuts: readonly Shortcut[] }[] =
  [
    {
      title: 'Files',
      shortcuts: [
        { action: 'open', keys: ['Mod+O'], label: 'Open photos' },
        { action: 'export', keys: ['Mod+S'], label: 'Export again with the last settings' },
        { action: 'exportAs', keys: ['Mod+Shift+S', 'Mod+Shift+E'], label: 'Export…' },
        { action: 'paste', keys: ['Mod+V'], label: 'Paste an image' },
        { action: 'copyResult', keys: ['Mod+C'], label: 'Copy the result' },
      ],
    },
    {
      title: 'Work',
      shortcuts: [
        { action: 'run', keys: ['Mod+Enter'], label: 'Run' },
        { action: 'compare', keys: ['K'], label: 'Compare methods' },
        { action: 'stop', keys: ['Escape'], label: 'Stop, or take the gesture back' },
        { action: 'undo', keys: ['Mod+Z'], label: 'Undo' },
        { action: 'redo', keys: ['Mod+Y', 'Mod+Shift+Z'], label: 'Redo' },
        { action: 'shortcuts', keys: ['?'], label: 'Show the shortcuts' },
      ],
    },
    {
      title: 'Tools',
      shortcuts: [
        { action: 'hand', keys: ['H'], label: 'Hand' },
        { action: 'crop', keys: ['C', 'R'], label: 'Crop, straighten and rotate' },
        { action: 'brush', keys: ['B'], label: 'Brush' },
        { action: 'eraser', keys: ['E'], label: 'Eraser' },
        { action: 'lasso', keys: ['L'], label: 'Lasso' },
        { action: 'rectangle', keys: ['M'], label: 'Rectangle' },
        { action: 'swapPaint', keys: ['X'], label: 'Swap brush and eraser' },
        { action: 'brushSmaller', keys: ['['], label: 'Smaller brush' },
        { action: 'brushLarger', keys: [']'], label: 'Larger brush' },
        { action: 'brushSofter', keys: ['Shift+['], label: 'Softer brush' },
        { action: 'brushHarder', keys: ['Shift+]'], label: 'Harder brush' },
      ],
    },
    {
      title: 'View',
      shortcuts: [
        { action: 'zoomFit', keys: ['Mod+0'], label: 'Fit the photo' },
        { action: 'zoomActual', keys: ['Mod+1'], label: 'One to one' },
        { action: 'toggleBefore', keys: ['\\'], label: 'Before and after' },
        { action: 'showOriginal', keys: ['1'], label: 'Original' },
        { action: 'showSplit', keys: ['2'], label: 'Split' },
        { action: 'showResult', keys: ['3'], label: 'Result' },
        { action: 'sideBySide', keys: ['Y'], label: 'Side by side' },
        { action: 'toggleMask', keys: ['O'], label: 'Show or hide the mask' },
      ],
    },
  ];

/** What the pointer, and keys on the canvas itself, do there; for the dialog. */
export const canvasHabits: readonly Omit<Shortcut, 'action'>[] = [
  { keys: ['Wheel', '+', '-'], label: 'Zoom' },
  { keys: ['Space+drag', 'Middle button'], label: 'Move the photo' },
  { keys: ['Shift+wheel'], label: 'Move it sideways' },
  { keys: ['Arrows', 'Shift+arrows'], label: 'Move it in steps' },
  { keys: ['Double click'], label: 'With the hand: fit, or one to one' },
  { keys: ['Alt+wheel'], label: 'Brush size' },
  { keys: ['Alt+drag'], label: 'Take away from the mask' },
  { keys: ['Shift+click'], label: 'Line from the last stroke' },
  { keys: ['Shift+drag'], label: 'Square rectangle; crop in its own ratio' },
];

const all = shortcutGroups.flatMap((group) => group.shortcuts);

interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** The action of a key press, undefined for none. Letters go by what they print, not by where they lie. */
export function actionOf(press: KeyPress, mac: boolean): Action | undefined {
  if (press.altKey || (mac ? press.ctrlKey : press.metaKey)) return undefined;
  const mod = mac ? press.metaKey : press.ctrlKey;
  return all.find(({ keys }) => keys.some((key) => matches(key, press, mod)))?.action;
}

const bracketCodes: Readonly<Record<string, string>> = { '[': 'BracketLeft', ']': 'BracketRight' };

function matches(shortcut: string, press: KeyPress, mod: boolean): boolean {
  const parts = shortcut.split('+');
  const key = parts.at(-1) ?? '';
  if (parts.includes('Mod') !== mod) return false;
  const bracket = bracketCodes[key];
  // Shift turns a bracket into a brace: then the place of the key has to do.
  if (bracket !== undefined && press.shiftKey === parts.includes('Shift'))
    return press.key === key || (press.shiftKey && press.code === bracket);
  if (/^[A-Z]$/.test(key))
    return press.key.toUpperCase() === key && press.shiftKey === parts.includes('Shift');
  return press.key === key && bracket === undefined;
}

/** A shortcut as it is written for the reader: "Ctrl Shift S", "⇧⌘S". */
export function shortcutText(shortcut: string, mac: boolean): string {
  const names: Readonly<Record<string, string>> = mac
    ? { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩', Escape: 'Esc' }
    : { Mod: 'Ctrl', Escape: 'Esc' };
  const parts = (shortcut === '+' ? [shortcut] : shortcut.split('+')).map((part) => names[part] ?? part);
  if (!mac) return parts.join(' ');
  const modifiers = parts.slice(0, -1).sort((a, b) => Number(a === '⌘') - Number(b === '⌘'));
  const last = parts.at(-1) ?? '';
  return [...modifiers, last].join(last.length > 3 && modifiers.length > 0 ? ' ' : '');
}

export function shortcutFor(action: Action, mac: boolean): string | undefined {
  const keys = all.find((shortcut) => shortcut.action === action)?.keys[0];
  return keys === undefined ? undefined : shortcutText(keys, mac);
}

/** Whether typing belongs to the element and not to the window. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="listbox"], [role="menu"], [role="dialog"]'))
    return true;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'range', 'file', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
