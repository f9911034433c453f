import { serveApp } from '../server/serveApp.ts';
import type { Context } from './context.ts';
import { type ExitStatus, exitStatus } from './exit.ts';

export async function serveFromTerminal(
  context: Context,
  files: readonly string[],
  options: { readonly port: number; readonly open: boolean },
): Promise<ExitStatus> {
  const { locations, terminal } = context;
  await serveApp(locations, {
    ...options,
    files,
    print: (line) => terminal.print(line),
    warn: (line) => terminal.error(line),
  });
  return exitStatus.done;
}
