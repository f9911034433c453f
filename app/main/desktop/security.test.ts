import { expect, test } from 'vitest';
import { appUrl, denyPermissions, fromOurPage, isOurs, lockDown, webPreferences } from './security.ts';

test('only our page is ours', () => {
  expect(isOurs(appUrl)).toBe(true);
  expect(isOurs('pentimento://app/pixels/1/tiles/0/0/0')).toBe(true);
  for (const address of [
    'pentimento://other/index.html',
    'pentimento://app.example.org/',
    'pentimento://app:80/',
    'https://app/index.html',
    'file:///index.html',
    'about:blank',
    '',
  ])
    expect(isOurs(address), address).toBe(false);
});

test('a frame inside our page may not connect', () => {
  const page = { url: appUrl, parent: null };
  expect(fromOurPage(page)).toBe(true);
  expect(fromOurPage({ url: appUrl, parent: page })).toBe(false);
  expect(fromOurPage({ url: 'https://example.org/', parent: null })).toBe(false);
  expect(fromOurPage(null)).toBe(false);
});

test('the page runs sandboxed and without Node', () => {
  expect(webPreferences('/preload.cjs', false)).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
    devTools: false,
  });
});

test('windows, navigation, redirects and embedded views are refused', () => {
  const listeners = new Map<string, (event: object) => void>();
  let opened: unknown;
  lockDown({
    on: ((name: string, listener: (event: object) => void) => listeners.set(name, listener)) as never,
    setWindowOpenHandler: ((handler: () => unknown) => {
      opened = handler();
    }) as never,
  });
  const refused = (name: string, details: object): boolean => {
    let prevented = false;
    listeners.get(name)?.({ ...details, preventDefault: () => (prevented = true) });
    return prevented;
  };
  expect(opened).toEqual({ action: 'deny' });
  expect(refused('will-frame-navigate', { isMainFrame: true, url: 'https://example.org/' })).toBe(true);
  expect(refused('will-frame-navigate', { isMainFrame: true, url: 'pentimento://app/pixels/1' })).toBe(true);
  expect(refused('will-frame-navigate', { isMainFrame: false, url: appUrl })).toBe(true);
  expect(refused('will-frame-navigate', { isMainFrame: true, url: appUrl })).toBe(false);
  expect(refused('will-redirect', {})).toBe(true);
  expect(refused('will-attach-webview', {})).toBe(true);
});

test('no permission but copying, and that only for our page', () => {
  type Check = (
    contents: null,
    permission: string,
    origin: string,
    details: { requestingUrl?: string },
  ) => boolean;
  type Ask = (
    contents: null,
    permission: string,
    callback: (granted: boolean) => void,
    details: { isMainFrame: boolean; requestingUrl: string },
  ) => void;
  let check: Check = () => true;
  let ask: Ask = () => undefined;
  let device = true;
  denyPermissions({
    setPermissionCheckHandler: ((handler: Check) => (check = handler)) as never,
    setPermissionRequestHandler: ((handler: Ask) => (ask = handler)) as never,
    setDevicePermissionHandler: (handler: () => boolean) => (device = handler()),
  });
  const granted = (permission: string, requestingUrl: string, isMainFrame = true): boolean => {
    let answer = true;
    ask(null, permission, (value) => (answer = value), { isMainFrame, requestingUrl });
    return answer;
  };
  for (const permission of [
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'openExternal',
    'hid',
  ]) {
    expect(granted(permission, appUrl), permission).toBe(false);
    expect(check(null, permission, '', { requestingUrl: appUrl }), permission).toBe(false);
  }
  expect(granted('clipboard-sanitized-write', appUrl)).toBe(true);
  expect(granted('clipboard-sanitized-write', appUrl, false)).toBe(false);
  expect(granted('clipboard-sanitized-write', 'https://example.org/')).toBe(false);
  expect(check(null, 'clipboard-sanitized-write', '', {})).toBe(false);
  expect(device).toBe(false);
});
