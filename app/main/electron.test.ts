import { EventEmitter } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { MenuItemConstructorOptions, WebPreferences } from 'electron';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { appUrl } from './desktop/security.ts';

/** The wiring, run against a stand-in for Electron that records what is asked of it. */
const fake = vi.hoisted(() => ({
  windows: [] as unknown[],
  handled: new Map<string, (request: Request) => Promise<Response>>(),
  menu: [] as unknown[],
  calls: [] as string[],
  exited: null as number | null,
}));

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  const app = Object.assign(new Emitter(), {
    isPackaged: false,
    setName: () => undefined,
    setPath: (name: string) => fake.calls.push(`setPath ${name}`),
    setAboutPanelOptions: () => undefined,
    enableSandbox: () => fake.calls.push('enableSandbox'),
    requestSingleInstanceLock: () => true,
    whenReady: () => Promise.resolve(),
    addRecentDocument: () => undefined,
    quit: () => fake.calls.push('quit'),
    exit: (code: number) => (fake.exited = code),
  });
  class BrowserWindow extends Emitter {
    readonly options: unknown;
    readonly webContents = new Emitter();
    url = '';
    constructor(options: unknown) {
      super();
      this.options = options;
      fake.windows.push(this);
    }
    loadURL(url: string): Promise<void> {
      this.url = url;
      return Promise.resolve();
    }
    isMinimized(): boolean {
      return false;
    }
    focus(): void {
      fake.calls.push('focus');
    }
  }
  const display = { workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
  return {
    app,
    BrowserWindow,
    dialog: { showErrorBox: (title: string, text: string) => fake.calls.push(`${title}: ${text}`) },
    ipcMain: new Emitter(),
    Menu: {
      buildFromTemplate: (template: unknown[]) => template,
      setApplicationMenu: (template: unknown[]) => (fake.menu = template),
    },
    protocol: {
      registerSchemesAsPrivileged: () => fake.calls.push('registerSchemes'),
      handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
        fake.handled.set(scheme, handler),
    },
    screen: { getPrimaryDisplay: () => display, getAllDisplays: () => [display] },
    session: {
      defaultSession: {
        setPermissionCheckHandler: () => fake.calls.push('permissions'),
        setPermissionRequestHandler: () => undefined,
        setDevicePermissionHandler: () => undefined,
      },
    },
    shell: {},
    utilityProcess: {},
  };
});

interface FakeWindow extends EventEmitter {
  readonly url: string;
  readonly options: { readonly webPreferences: WebPreferences };
}
const firstWindow = (): FakeWindow => fake.windows[0] as FakeWindow;

let folder: string;
let electron: { app: EventEmitter; ipcMain: EventEmitter };
const argv = process.argv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pentimento-electron-'));
  vi.stubEnv('PENTIMENTO_USER_FOLDER', folder);
  process.argv = ['electron', '.', '/photos/first.jpg'];
  electron = await import('electron');
  await import('./electron.ts');
  await vi.waitFor(() => expect(fake.windows).toHaveLength(1), 10_000);
});
afterAll(async () => {
  process.argv = argv;
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** What the preload script does in the window: sends one end of a channel, keeps the other. */
function connect(frame: { url: string; parent: unknown }) {
  const { port1, port2 } = new MessageChannel();
  const main = {
    on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) =>
      port1.on(event, (data: unknown) => listener({ data })),
    postMessage: (message: unknown) => port1.postMessage(message),
    start: () => port1.start(),
  };
  electron.ipcMain.emit('pentimento:connect', { senderFrame: frame, ports: [main] });
  const received: unknown[] = [];
  port2.on('message', (message) => received.push(message));
  const call = async (id: number, service: string, method: string): Promise<unknown> => {
    port2.postMessage({ call: id, service, method, input: {} });
    return vi.waitFor(() => {
      const found = received.find((message) => (message as { call?: number }).call === id);
      if (found === undefined) throw new Error('no answer yet');
      return found;
    });
  };
  return { call, received, close: () => port2.close() };
}

test('the scheme and the sandbox are set before anything is shown', () => {
  expect(fake.calls.indexOf('registerSchemes')).toBeGreaterThanOrEqual(0);
  expect(fake.calls).toContain('enableSandbox');
  expect(fake.calls).toContain('permissions');
  expect(firstWindow().url).toBe(appUrl);
  expect(firstWindow().options.webPreferences).toMatchObject({ sandbox: true, contextIsolation: true });
});

test('the scheme is answered with the isolating headers', async () => {
  const response = await fake.handled.get('pentimento')?.(new Request('pentimento://app/none.js'));
  expect(response?.status).toBe(404);
  expect(response?.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
});

test('our page is served, with the files of the command line; another frame is not', async () => {
  const ours = connect({ url: appUrl, parent: null });
  expect(await ours.call(1, 'app', 'filesToOpen')).toEqual({
    call: 1,
    output: [{ kind: 'path', path: '/photos/first.jpg' }],
  });
  const stranger = connect({ url: 'https://example.org/', parent: null });
  electron.app.emit('second-instance', {}, [], '/', { files: ['/photos/second.jpg'] });
  electron.app.emit('second-instance', {}, [], '/', 'not what we send');
  await vi.waitFor(() =>
    expect(ours.received).toContainEqual({
      event: { type: 'openFiles', files: [{ kind: 'path', path: '/photos/second.jpg' }] },
    }),
  );
  expect(fake.calls.filter((call) => call === 'focus')).toHaveLength(2);
  expect(stranger.received).toEqual([]);
  stranger.close();
  ours.close();
});

test('a menu command reaches the window', async () => {
  const page = connect({ url: appUrl, parent: null });
  const items = (fake.menu as MenuItemConstructorOptions[]).flatMap(({ submenu }) =>
    Array.isArray(submenu) ? submenu : [],
  );
  (items.find(({ id }) => id === 'export')?.click as () => void)();
  await vi.waitFor(() =>
    expect(page.received).toContainEqual({ event: { type: 'command', command: 'export' } }),
  );
  page.close();
});

test('quitting waits for the house to close, then ends', async () => {
  let prevented = false;
  electron.app.emit('will-quit', { preventDefault: () => (prevented = true) });
  expect(prevented).toBe(true);
  await vi.waitFor(() => expect(fake.exited).toBe(0));
});
