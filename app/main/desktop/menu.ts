import { basename } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import type { Command } from '../../contract/index.ts';

export interface MenuActions {
  command(command: Command): void;
  openFile(path: string): void;
  clearRecent(): void;
  showNotices(): void;
}

export interface MenuState {
  readonly platform: NodeJS.Platform;
  /** Adds what a developer needs: reload and the developer tools. */
  readonly developing: boolean;
  readonly recentFiles: readonly string[];
}

/**
 * The application's menu. The window itself listens for the shortcuts, so the menu shows them
 * without taking the keys: a key does one thing, and text fields keep their own undo and copy.
 */
export function menuTemplate(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const mac = state.platform === 'darwin';
  const item = (label: string, command: Command, accelerator?: string): MenuItemConstructorOptions => ({
    id: command,
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    registerAccelerator: false,
    click: () => actions.command(command),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const about = item('About Pentimento', 'about');
  const settings = item('Settings…', 'settings', 'CommandOrControl+,');

  const application: MenuItemConstructorOptions = {
    label: 'Pentimento',
    submenu: [
      ...[about, separator, settings, separator],
      ...([
        { role: 'services' },
        separator,
        { role: 'hide' },
        { role: 'hideOthers' },
        { role: 'unhide' },
      ] as const),
      ...([separator, { role: 'quit' }] as const),
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      item('Open…', 'open', 'CommandOrControl+O'),
      recentMenu(state, mac, actions),
      separator,
      item('Export', 'export', 'CommandOrControl+S'),
      item('Export As…', 'exportAs', 'CommandOrControl+Shift+S'),
      item('Batch…', 'batch'),
      separator,
      item('Close Photo', 'close', 'CommandOrControl+W'),
      ...(mac ? [] : [settings, separator, { role: 'quit' } as const]),
    ],
  };
  const edit: MenuItemConstructorOptions = {
    label: '&Edit',
    submenu: [
      item('Undo', 'undo', 'CommandOrControl+Z'),
      item('Redo', 'redo', 'CommandOrControl+Shift+Z'),
      separator,
      ...([{ role: 'cut' }, { role: 'copy' }] as const),
      // The page's own paste event brings a picture as well as text, without a clipboard permission.
      { role: 'paste' },
      { role: 'selectAll' },
      separator,
      item('Copy Result', 'copyResult'),
    ],
  };
  const photo: MenuItemConstructorOptions = {
    label: '&Photo',
    submenu: [
      item('Run', 'run', 'CommandOrControl+Enter'),
      item('Stop', 'stop', 'Esc'),
      { type: 'separator' },
      item('Compare Methods…', 'compare', 'K'),
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [
      item('Fit to Window', 'zoomFit', 'CommandOrControl+0'),
      item('Actual Size', 'zoomActual', 'CommandOrControl+1'),
      separator,
      item('Before / After', 'toggleBefore', '\\'),
      item('Side by Side', 'sideBySide', 'Y'),
      item('Mask Overlay', 'toggleMask', 'O'),
      separator,
      { role: 'togglefullscreen' },
      ...(state.developing ? ([separator, { role: 'reload' }, { role: 'toggleDevTools' }] as const) : []),
    ],
  };
  const help: MenuItemConstructorOptions = {
    label: '&Help',
    role: 'help',
    submenu: [
      item('Keyboard Shortcuts', 'shortcuts', '?'),
      { label: 'Licences of What Is Bundled', click: () => actions.showNotices() },
      ...(mac ? [] : [separator, about]),
    ],
  };
  return [
    ...(mac ? [application] : []),
    file,
    edit,
    photo,
    view,
    ...(mac ? [{ role: 'windowMenu' } as const] : []),
    help,
  ];
}

/** macOS keeps the list itself. */
function recentMenu(state: MenuState, mac: boolean, actions: MenuActions): MenuItemConstructorOptions {
  const label = 'Open Recent';
  if (mac) return { label, role: 'recentDocuments', submenu: [{ role: 'clearRecentDocuments' }] };
  const files = state.recentFiles.map((path) => ({
    // A single & would underline the letter after it.
    label: basename(path).replaceAll('&', '&&'),
    toolTip: path,
    click: () => actions.openFile(path),
  }));
  return {
    label,
    enabled: files.length > 0,
    submenu: [...files, { type: 'separator' }, { label: 'Clear List', click: () => actions.clearRecent() }],
  };
}
