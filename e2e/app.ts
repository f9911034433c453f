import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type Browser, type Page, test as base, type ViewportSize } from '@playwright/test';

export { expect } from '@playwright/test';

/** The running app as a spec sees it, whichever door it was entered by. */
export interface App {
  readonly page: Page;
  /** A folder of the test's own, removed afterwards. */
  readonly folder: string;
  /** The process that serves the window; its children are the engine and the codec. */
  readonly process: ChildProcess;
  /** Opens files by the app's own Open command. */
  readonly open: (...paths: string[]) => Promise<void>;
}

/** Everything the app keeps for a user goes below the test's own folder. */
function environment(folder: string): Record<string, string> {
  return {
    ...(process.env as Record<string, string>),
    PENTIMENTO_USER_FOLDER: join(folder, 'user'),
    TMPDIR: join(folder, 'session'),
  };
}

/** Starts the browser door and waits for the address that it prints. */
async function startServer(folder: string): Promise<{ process: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['dist/main/cli.js', 'serve', '--no-open'], {
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(printed);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${printed}`)));
  });
  return { process: child, url };
}

const electronPath = process.env['ELECTRON_EXE'];

interface Options {
  /** Whether this is somebody's first start. */
  readonly firstStart: boolean;
}

export const test = base.extend<Options & { app: App }>({
  firstStart: [false, { option: true }],
  app: async ({ browser, viewport, firstStart }, use, testInfo) => {
    const electron = testInfo.project.name === 'electron';
    test.skip(electron && electronPath === undefined, 'no Electron here: set ELECTRON_EXE to its binary');
    const folder = await mkdtemp(join(tmpdir(), 'pentimento-e2e-'));
    await mkdir(join(folder, 'session'));
    await mkdir(join(folder, 'user'));
    await writeFile(join(folder, 'user/settings.json'), JSON.stringify({ welcomed: !firstStart }));
    const { app, stop } = electron
      ? await startWindow(folder, firstStart)
      : await startBrowser(folder, browser, { viewport, firstStart });
    await use(app);
    await stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
});

interface Started {
  readonly app: App;
  readonly stop: () => Promise<void>;
}

/** The window is ready when it greets with the welcome, or on the first start with a sample. */
async function untilReady(page: Page, firstStart: boolean): Promise<void> {
  const greeting = firstStart ? page.getByRole('heading', { level: 1 }) : page.getByText('Open a photo');
  await greeting.waitFor({ timeout: 60_000 });
}

async function startBrowser(
  folder: string,
  browser: Browser,
  { viewport, firstStart }: { viewport: ViewportSize | null; firstStart: boolean },
): Promise<Started> {
  const server = await startServer(folder);
  const context = await browser.newContext({ viewport, colorScheme: 'dark', acceptDownloads: true });
  const page = await context.newPage();
  // Keeps choosers intercepted all the time: switched on only when one is awaited, it may come too late.
  page.on('filechooser', () => undefined);
  await page.goto(server.url);
  await untilReady(page, firstStart);
  const open = async (...paths: string[]) => {
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Control+o');
    await (await chooser).setFiles(paths);
  };
  const stop = async () => {
    await context.close();
    const ended = new Promise((resolve) => server.process.once('exit', resolve));
    server.process.kill('SIGTERM');
    await ended;
  };
  return { app: { page, folder, process: server.process, open }, stop };
}

async function startWindow(folder: string, firstStart: boolean): Promise<Started> {
  const window = await _electron.launch({
    executablePath: electronPath ?? '',
    args: ['.'],
    env: environment(folder),
  });
  const page = await window.firstWindow();
  await untilReady(page, firstStart);
  const open = async (...paths: string[]) => {
    // A native dialog cannot be driven: it answers at once with the files.
    await window.evaluate(({ dialog }, filePaths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths });
    }, paths);
    await page.keyboard.press('Control+o');
  };
  return { app: { page, folder, process: window.process(), open }, stop: () => window.close() };
}
