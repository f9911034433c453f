import type { AnyCall } from './calls.ts';
import { Gate } from './gate.ts';
import { packError, parentMessage, type ChildMessage } from './messages.ts';

/** How often a busy child says that its loop still turns. */
const aliveEveryMs = 1000;

interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/** Electron's port to the parent in a utility process; absent under plain Node. */
function electronPort(): ParentPort | null {
  const { parentPort } = process as { parentPort?: ParentPort | null };
  return parentPort ?? null;
}

/**
 * Serves `calls` to the parent process, for the rest of this process's life. A call that is
 * cancelled sees its `signal` aborted, one that is held its `gate` shut. The process ends when the parent goes.
 */
export function serveChild<Calls extends { [K in keyof Calls]: AnyCall }>(calls: Calls): void {
  const port = electronPort();
  const send = (message: ChildMessage): void => {
    if (port !== null) port.postMessage(message);
    else if (process.connected) process.send?.(message);
  };
  const running = new Map<number, { controller: AbortController; gate: Gate }>();
  let alive: NodeJS.Timeout | undefined;

  async function run(id: number, name: string, input: unknown): Promise<void> {
    const controller = new AbortController();
    const gate = new Gate();
    running.set(id, { controller, gate });
    alive ??= setInterval(() => send({ type: 'alive' }), aliveEveryMs);
    try {
      const call = Object.entries<AnyCall>(calls).find(([known]) => known === name)?.[1];
      if (call === undefined) throw new Error(`no such call: ${name}`);
      const onProgress = (value: unknown): void => send({ type: 'progress', id, value });
      // The parent's side of the same interface checked the input's type.
      const output = await call(input as never, { onProgress, signal: controller.signal, gate });
      send({ type: 'done', id, output });
    } catch (error) {
      send({ type: 'failed', id, error: packError(error) });
    } finally {
      running.delete(id);
      if (running.size === 0) {
        clearInterval(alive);
        alive = undefined;
      }
    }
  }

  function receive(raw: unknown): void {
    const message = parentMessage.parse(raw);
    if (message.type === 'cancel') running.get(message.id)?.controller.abort();
    else if (message.type === 'hold') running.get(message.id)?.gate.set(message.shut);
    else void run(message.id, message.name, message.input);
  }

  if (port !== null) {
    port.on('message', ({ data }) => receive(data));
  } else {
    process.on('message', receive);
    process.on('disconnect', () => process.exit(0));
  }
  // Ctrl+C in a terminal reaches the whole group; the parent decides when its children end.
  process.on('SIGINT', () => undefined);
}
