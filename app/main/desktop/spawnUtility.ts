import type { ForkOptions } from 'electron';
import type { SpawnChild } from '../processes/index.ts';

/** The part of Electron's `UtilityProcess` that is used. */
export interface UtilityChild {
  readonly pid: number | undefined;
  readonly stderr: NodeJS.ReadableStream | null;
  postMessage(message: unknown): void;
  kill(): boolean;
  on(event: 'spawn', listener: () => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  on(event: 'error', listener: (type: string, location: string) => void): unknown;
}

/** Starts the engine and the codec as Electron's utility processes: forked Node is switched off by a fuse. */
export function spawnUtility(
  fork: (entry: string, args: string[], options: ForkOptions) => UtilityChild,
): SpawnChild {
  return (entry, name) => {
    const child = fork(entry, [], { serviceName: `Pentimento ${name}`, stdio: ['ignore', 'ignore', 'pipe'] });
    // What is posted before the process runs waits here.
    let waiting: unknown[] | null = [];
    let failure: string | null = null;
    child.on('spawn', () => {
      for (const message of waiting ?? []) child.postMessage(message);
      waiting = null;
    });
    child.on('error', (type, location) => (failure = `${type} at ${location}`));
    return {
      get pid() {
        return child.pid;
      },
      send: (message) => {
        if (waiting === null) child.postMessage(message);
        else waiting.push(message);
      },
      onMessage: (listener) => child.on('message', listener),
      onExit: (listener) => child.on('exit', (code) => listener(failure ?? `exit code ${code}`)),
      onStderr: (listener) => child.stderr?.on('data', (text: Buffer) => listener(text.toString('utf8'))),
      kill: () => {
        const { pid } = child;
        child.kill();
        // The polite signal does not end a process that is deep in a native call.
        if (pid !== undefined) killHard(pid);
      },
      disconnect: () => child.kill(),
    };
  };
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It had ended already.
  }
}
