import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasDisplay } from './display.ts';

export type ElectronBinary = { readonly path: string } | { readonly reason: string };

const downloadLimitMs = 60_000;

/**
 * Finds Electron's binary: the one that ELECTRON_EXE names, the one in node_modules, or the one that
 * Electron's own installer can download now. The package is never imported: that would download by
 * itself, without a limit.
 * @param root the checkout
 */
export async function findElectron(root: string): Promise<ElectronBinary> {
  const named = process.env['ELECTRON_EXE'];
  if (named !== undefined && named !== '')
    return (await isRunnable(named))
      ? { path: named }
      : { reason: `ELECTRON_EXE names ${named}, which cannot be run` };
  if (!hasDisplay()) return { reason: 'there is no display' };
  const home = join(root, 'node_modules/electron');
  const present = await binaryIn(home);
  if (present !== null) return { path: present };
  const problem = await download(home);
  const downloaded = problem === null ? await binaryIn(home) : null;
  return downloaded === null ? { reason: problem ?? 'its download left no program' } : { path: downloaded };
}

async function binaryIn(home: string): Promise<string | null> {
  const name = await readFile(join(home, 'path.txt'), 'utf8').catch(() => null);
  if (name === null) return null;
  const path = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(home, 'dist'), name.trim());
  return (await isRunnable(path)) ? path : null;
}

const isRunnable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/** @returns what went wrong, in a few words; null where nothing did */
function download(home: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(home, 'install.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    let late = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, downloadLimitMs);
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => {
      clearTimeout(timer);
      if (late) resolve(`its download took longer than ${downloadLimitMs / 1000} s`);
      else resolve(code === 0 ? null : `its download failed: ${reasonIn(errors)}`);
    });
  });
}

/** The telling line of a stack trace. */
function reasonIn(text: string): string {
  const line = text.split('\n').find((candidate) => /^\s*(\w*Error|Error\b).*:/.test(candidate));
  return line?.replace(/^\s*\w*Error:\s*/, '').trim() ?? 'no reason given';
}

/** Runs the app in Electron and waits for its end. @returns its exit status */
export function runElectron(path: string, root: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, [root, ...args], { stdio: 'inherit' });
    const pass = (signal: NodeJS.Signals) => child.kill(signal);
    process.on('SIGINT', pass).on('SIGTERM', pass);
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
