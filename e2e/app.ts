import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, test as base, type Page } from '@playwright/test';

export { expect } from '@playwright/test';

/** The running app as a spec sees it, whichever door it was entered by. */
export interface App {
  readonly page: Page;
  /** A folder of the test's own, removed afterwards. */
  readonly folder: string;
  /** The process that serves the window; its children are the engine and the codec. */
  readonly process: ChildProcess;
  /** Opens files by the app's own Open command. */
  open(...paths: string[]): Promise<void>;
}

/** Everything the app keeps for a user goes below the test's own folder. */
function environment(folder: string): Record<string, string> {
  return {
    ...(process.env as Record<string, string>),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    TMPDIR: folder,
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

export const test = base.extend<{ app: App }>({
  app: async ({ browser, viewport }, use, testInfo) => {
    const folder = await mkdtemp(join(tmpdir(), 'pentimento-e2e-'));
    const open = async (page: Page, paths: string[]) => {
      await page.getByTestId('file-input').setInputFiles(paths);
    };
    if (testInfo.project.name === 'electron') {
      test.skip(electronPath === undefined, 'no Electron here: set ELECTRON_EXE to its binary');
      const electron = await _electron.launch({
        executablePath: electronPath ?? '',
        args: ['.'],
        env: environment(folder),
      });
      const page = await electron.firstWindow();
      await use({ page, folder, process: electron.process(), open: (...paths) => open(page, paths) });
      await electron.close();
    } else {
      const server = await startServer(folder);
      const context = await browser.newContext({ viewport, acceptDownloads: true });
      const page = await context.newPage();
      await page.goto(server.url);
      await use({ page, folder, process: server.process, open: (...paths) => open(page, paths) });
      await context.close();
      server.process.kill('SIGTERM');
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
});
