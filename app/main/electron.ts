/** The desktop door: Electron's lifecycle wired to the services. What can be tested lives in `desktop/`. */
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { appScheme, connectChannel } from '../contract/bridge.ts';
import type { Command, Event, FileRef } from '../contract/index.ts';
import { filesFromArguments } from './desktop/arguments.ts';
import { menuTemplate } from './desktop/menu.ts';
import { createNativeDesktop } from './desktop/nativeDesktop.ts';
import { createNews } from './desktop/news.ts';
import { rememberingRecent } from './desktop/recentFiles.ts';
import { createSchemeHandler } from './desktop/scheme.ts';
import {
  appUrl,
  denyPermissions,
  fromOurPage,
  lockDown,
  schemePrivileges,
  webPreferences,
} from './desktop/security.ts';
import { spawnUtility } from './desktop/spawnUtility.ts';
import { checkForUpdates, type Updater } from './desktop/updates.ts';
import {
  loadWindowState,
  minimumSize,
  placeWindow,
  saveWindowState,
  type WindowState,
} from './desktop/windowState.ts';
import { locate } from './locations.ts';
import { createServices } from './services/index.ts';
import { electronPort } from './transport/electronPort.ts';
import { serve } from './transport/serve.ts';

const place = locate(import.meta.dirname);
/** Native libraries cannot read inside the archive: what they open lies unpacked beside it. */
const unpacked = (path: string): string => path.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
const resourcesFolder = unpacked(place.resourcesFolder);
const developing = !app.isPackaged;
const named = filesFromArguments(process.argv, process.cwd(), developing);
const news = createNews();

protocol.registerSchemesAsPrivileged([schemePrivileges]);
app.enableSandbox();
app.setName('Pentimento');
const windowFolder = join(place.userFolder, 'window');
mkdirSync(windowFolder, { recursive: true });
app.setPath('userData', windowFolder);
app.setAboutPanelOptions({ applicationName: 'Pentimento', applicationVersion: place.version });

// A second start hands its files to the first and ends.
if (app.requestSingleInstanceLock({ files: named })) run();
else app.quit();

function run(): void {
  const toOpen = [...named];
  let started = false;
  const open = (paths: readonly string[]): void => {
    if (!started) toOpen.push(...paths);
    else if (paths.length > 0) news.emit({ type: 'openFiles', files: paths.map(pathRef) });
    showWindow();
  };
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open([path]);
  });
  app.on('second-instance', (_event, _argv, _folder, data) =>
    open(
      z
        .object({ files: z.array(z.string()) })
        .catch({ files: [] })
        .parse(data).files,
    ),
  );
  app.on('web-contents-created', (_event, contents) => lockDown(contents));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app
    .whenReady()
    .then(async () => {
      const files = toOpen.map(pathRef);
      started = true;
      await start(files, open);
    })
    .catch(fail);
}

const pathRef = (path: string): FileRef => ({ kind: 'path', path });

let window: BrowserWindow | null = null;
let showWindow = (): void => undefined;

async function start(filesToOpen: FileRef[], openFiles: (paths: string[]) => void): Promise<void> {
  denyPermissions(session.defaultSession);
  const house = await createServices({
    kind: 'electron',
    access: 'paths',
    version: place.version,
    resourcesFolder,
    modelsFolder: unpacked(place.modelsFolder),
    userFolder: place.userFolder,
    bundleFolder: place.bundleFolder,
    desktop: createNativeDesktop({
      showOpenDialog: async (options) => (await dialog.showOpenDialog(someWindow(), options)).filePaths,
      showSaveDialog: async (options) => {
        const { canceled, filePath } = await dialog.showSaveDialog(someWindow(), options);
        return canceled ? null : filePath;
      },
      showInFolder: (path) => shell.showItemInFolder(path),
      startDrag: (file) =>
        someWindow().webContents.startDrag({ file, icon: join(resourcesFolder, 'icon/png/64x64.png') }),
    }),
    spawn: spawnUtility((entry, args, options) => utilityProcess.fork(entry, args, options)),
    filesToOpen,
  });
  protocol.handle(
    appScheme,
    createSchemeHandler({ rendererFolder: place.rendererFolder, pixelRoute: house.pixelRoute }),
  );

  const services = rememberingRecent(house.services, (recent, opened) => {
    for (const path of opened) app.addRecentDocument(path);
    setMenu(recent);
  });
  function setMenu(recentFiles: readonly string[]): void {
    const template = menuTemplate(
      { platform: process.platform, developing, recentFiles },
      {
        command: sendCommand,
        openFile: (path) => openFiles([path]),
        clearRecent: () => {
          app.clearRecentDocuments();
          void services.app.changeSettings({ recentFiles: [] }).then(() => setMenu([]), noticeError);
        },
        showNotices: () => void shell.openPath(join(resourcesFolder, 'NOTICES.txt')),
      },
    );
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }
  const settings = await services.app.settings({});
  setMenu(settings.recentFiles);

  const onEvent = (listener: (event: Event) => void): (() => void) => {
    const stops = [house.onEvent(listener), news.listen(listener)];
    return () => stops.forEach((stop) => stop());
  };
  ipcMain.on(connectChannel, (event) => {
    const [port] = event.ports;
    if (port !== undefined && fromOurPage(event.senderFrame)) serve(services, onEvent, electronPort(port));
  });

  const stateFile = join(windowFolder, 'window.json');
  let bounds = await loadWindowState(stateFile);
  showWindow = () => {
    if (window === null)
      openWindow(bounds, (left) => {
        bounds = left;
        void saveWindowState(stateFile, left);
      });
    else {
      if (window.isMinimized()) window.restore();
      window.focus();
    }
  };
  app.on('activate', () => showWindow());
  closeAtQuit(() => house.close());
  showWindow();

  await checkForUpdates({
    wanted: settings.checkForUpdates,
    resourcesPath: process.resourcesPath,
    loadUpdater: async () => (await import('electron-updater')).default.autoUpdater satisfies Updater,
    notice: (level, text) => news.emit({ type: 'notice', level, text }),
    confirm: async (found) => {
      const { response } = await dialog.showMessageBox(someWindow(), {
        message: `Pentimento ${found} is available. Download it now?`,
        detail: 'It is installed when the app is closed.',
        buttons: ['Download', 'Not now'],
        cancelId: 1,
      });
      return response === 0;
    },
  });
}

function openWindow(saved: WindowState | null, closed: (left: WindowState) => void): void {
  const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);
  const { maximized, ...bounds } = placeWindow(saved, areas);
  const created = new BrowserWindow({
    ...bounds,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: 'Pentimento',
    backgroundColor: '#17181a',
    icon: join(resourcesFolder, 'icon/png/256x256.png'),
    webPreferences: webPreferences(join(place.bundleFolder, '../preload/preload.cjs'), developing),
  });
  window = created;
  if (maximized) created.maximize();
  created.once('ready-to-show', () => created.show());
  created.on('close', () => closed({ ...created.getNormalBounds(), maximized: created.isMaximized() }));
  created.on('closed', () => (window = null));
  created.webContents.on('will-prevent-unload', (event) => {
    // The page asks to stay while results have not been exported.
    if (mayLeave(created)) event.preventDefault();
  });
  created.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') offerReload(created, reason);
  });
  created.loadURL(appUrl).catch(fail);
}

/** The window, for dialogs and drags: only the window asks for them, so it is there. */
function someWindow(): BrowserWindow {
  if (window === null) throw new Error('there is no window');
  return window;
}

function sendCommand(command: Command): void {
  showWindow();
  news.emit({ type: 'command', command });
}

function mayLeave(parent: BrowserWindow): boolean {
  const choice = dialog.showMessageBoxSync(parent, {
    type: 'question',
    message: 'Leave without exporting?',
    detail: 'Results that were not exported will be lost. The original files are untouched.',
    buttons: ['Leave', 'Stay'],
    defaultId: 1,
    cancelId: 1,
  });
  return choice === 0;
}

function offerReload(parent: BrowserWindow, reason: string): void {
  const choice = dialog.showMessageBoxSync(parent, {
    type: 'error',
    message: 'The window stopped working.',
    detail: `Reason: ${reason}. The original files are untouched.`,
    buttons: ['Reload', 'Quit'],
    cancelId: 1,
  });
  if (choice === 0) parent.reload();
  else app.quit();
}

/** Ends the engine and removes the session's files before the app goes, but never hangs on it. */
function closeAtQuit(close: () => Promise<void>): void {
  const patienceMs = 5000;
  app.once('will-quit', (event) => {
    event.preventDefault();
    const late = new Promise((done) => setTimeout(done, patienceMs));
    void Promise.race([close().catch(noticeError), late]).then(() => app.exit(0));
  });
}

function noticeError(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  news.emit({ type: 'notice', level: 'warning', text });
}

/** There is no window to show it in. */
function fail(error: unknown): void {
  dialog.showErrorBox('Pentimento has to stop', error instanceof Error ? error.message : String(error));
  app.exit(1);
}
