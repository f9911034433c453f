import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import open from 'open';
import { UserFacingError } from '../../compute/errors.ts';
import type { FileRef } from '../../contract/index.ts';
import type { Locations } from '../locations.ts';
import { createServices } from '../services/index.ts';
import { hasDisplay } from './display.ts';
import { startHttpServer } from './httpServer.ts';

export interface ServeOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Whether a browser is to be opened where there is a display. */
  readonly open: boolean;
  /** Pictures to begin with: the only ones that the browser may name by their path. */
  readonly files: readonly string[];
  readonly print: (line: string) => void;
  readonly warn: (line: string) => void;
}

/**
 * Serves the app until it is told to stop (Ctrl+C or SIGTERM), then ends the child processes and
 * removes the session's files.
 */
export async function serveApp(locations: Locations, options: ServeOptions): Promise<void> {
  await checkBuilt(locations.rendererFolder);
  const stopped = untilStopped();
  const files = options.files.map((path): FileRef => ({ kind: 'path', path: resolve(path) }));
  const house = await createServices({
    kind: 'browser',
    access: 'uploads',
    filesToOpen: files,
    ...locations,
  });
  try {
    const server = await startHttpServer(house, { port: options.port, files: locations.rendererFolder });
    try {
      options.print(`Pentimento is at ${server.address}`);
      options.print('(the address opens once; press Ctrl+C to stop)');
      if (options.open && hasDisplay()) await openBrowser(server.address, options.warn);
      await stopped;
    } finally {
      await server.close();
    }
  } finally {
    await house.close();
  }
}

function untilStopped(): Promise<void> {
  return new Promise((done) => {
    let asked = false;
    const stop = () => {
      // Somebody who asks twice does not want to wait for the cleaning up.
      if (asked) process.exit(130);
      asked = true;
      done();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  });
}

async function checkBuilt(folder: string): Promise<void> {
  const index = await stat(resolve(folder, 'index.html')).catch(() => null);
  if (index === null)
    throw new UserFacingError('the window is not built', 'run "npm run build" first', folder);
}

async function openBrowser(address: string, warn: (line: string) => void): Promise<void> {
  const failed = () => warn('no browser could be opened: open the address yourself');
  try {
    const child = await open(address);
    child.on('error', failed);
  } catch {
    failed();
  }
}
