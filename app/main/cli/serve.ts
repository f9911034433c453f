import type { Locations } from '../locations.ts';
import { serveApp } from '../server/serveApp.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import type { Terminal } from './terminal.ts';

export async function serveFromTerminal(
  locations: Locations,
  terminal: Terminal,
  files: readonly string[],
  options: { readonly port: number; readonly open: boolean },
): Promise<ExitStatus> {
  await serveApp(locations, {
    ...options,
    files,
    print: (line) => terminal.print(line),
    warn: (line) => terminal.error(line),
  });
  return exitStatus.done;
}
