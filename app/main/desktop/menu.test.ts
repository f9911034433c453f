import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import { command } from '../../contract/app.ts';
import { menuTemplate, type MenuState } from './menu.ts';

const quiet = {
  command: () => undefined,
  openFile: () => undefined,
  clearRecent: () => undefined,
  showNotices: () => undefined,
};
const linux: MenuState = { platform: 'linux', developing: false, recentFiles: [] };

function flat(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
}
const press = (item: MenuItemConstructorOptions | undefined): void =>
  (item?.click as (() => void) | undefined)?.();

test.each(['linux', 'win32', 'darwin'] as const)(
  'every command is in the menu of %s and sends itself',
  (platform) => {
    const sent: string[] = [];
    const items = flat(
      menuTemplate({ ...linux, platform }, { ...quiet, command: (name) => sent.push(name) }),
    );
    // Pasting goes by the role, which raises the page's paste event.
    const expected = command.options.filter((name) => name !== 'paste');
    for (const name of expected) {
      const found = items.filter(({ id }) => id === name);
      expect(found, name).toHaveLength(1);
      press(found[0]);
    }
    expect(sent).toEqual(expected);
    expect(items.some(({ role }) => role === 'paste')).toBe(true);
    expect(items.some(({ role }) => role === 'quit')).toBe(true);
  },
);

test('the menu takes no key from the window', () => {
  for (const item of flat(menuTemplate(linux, quiet)))
    if (item.accelerator !== undefined) expect(item.registerAccelerator, item.label).toBe(false);
});

test('no two items show the same key', () => {
  const keys = flat(menuTemplate(linux, quiet)).flatMap(({ accelerator }) => accelerator ?? []);
  expect(new Set(keys).size).toBe(keys.length);
});

test('recent files open from the menu, with their names as they are', () => {
  const opened: string[] = [];
  const state = { ...linux, recentFiles: ['/photos/A & B.jpg'] };
  const items = flat(menuTemplate(state, { ...quiet, openFile: (path) => opened.push(path) }));
  press(items.find(({ label }) => label === 'A && B.jpg'));
  expect(opened).toEqual(['/photos/A & B.jpg']);
  expect(flat(menuTemplate(linux, quiet)).find(({ label }) => label === 'Open Recent')?.enabled).toBe(false);
});

test('the developer tools are for developers', () => {
  const has = (developing: boolean): boolean =>
    flat(menuTemplate({ ...linux, developing }, quiet)).some(({ role }) => role === 'toggleDevTools');
  expect([has(true), has(false)]).toEqual([true, false]);
});
