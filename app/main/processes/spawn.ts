import { fork } from 'node:child_process';

/** A running child, whatever started it. */
export interface ChildHandle {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, with a word on how it ended: "killed by SIGKILL", "exit code 1". */
  onExit(listener: (how: string) => void): void;
  onStderr(listener: (text: string) => void): void;
  /** Ends it at once. */
  kill(): void;
  /** Lets it end by itself when its work is done. */
  disconnect(): void;
}

/** Starts a child from a built entry file. The desktop supplies its own by `utilityProcess`. */
export type SpawnChild = (entry: string, name: string) => ChildHandle;

/** Starts a child under plain Node. */
export const forkChild: SpawnChild = (entry, name) => {
  const child = fork(entry, [], {
    serialization: 'advanced',
    // Not the parent's flags: a debugger's port or a test runner's loader is the parent's alone.
    execArgv: ['--max-old-space-size=2048', `--title=pentimento-${name}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let failure: string | null = null;
  // Also raised by a send to a child that has just died; its exit tells the rest.
  child.on('error', (error) => (failure = error.message));
  return {
    pid: child.pid,
    send: (message) => {
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => {
      let told = false;
      const tell = (how: string): void => {
        if (!told) listener(how);
        told = true;
      };
      child.on('error', (error) => {
        if (child.pid === undefined) tell(error.message);
      });
      child.on('exit', (code, signal) =>
        tell(failure ?? (signal === null ? `exit code ${code ?? 'unknown'}` : `killed by ${signal}`)),
      );
    },
    onStderr: (listener) => child.stderr?.setEncoding('utf8').on('data', listener),
    kill: () => child.kill('SIGKILL'),
    disconnect: () => {
      if (child.connected) child.disconnect();
    },
  };
};
