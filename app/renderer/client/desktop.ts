import { z } from 'zod';
import { bridgeName, portMessage } from '../../contract/bridge.ts';

/** The desktop app's bridge, as the window uses it. */
export interface Desktop {
  /** Opens the message port to the machine's side. */
  connect(): Promise<MessagePort>;
  /** The path of a dropped or chosen file; empty where it has none. */
  pathForFile(file: File): string;
}

const isFunction = (value: unknown): boolean => typeof value === 'function';
const bridgeSchema = z.object({
  connect: z.custom<() => unknown>(isFunction),
  pathForFile: z.custom<(file: File) => unknown>(isFunction),
});

/** What the preload script put on the window; null in a browser. */
export function findDesktop(): Desktop | null {
  const found = bridgeSchema.safeParse(Reflect.get(window, bridgeName));
  if (!found.success) return null;
  const bridge = found.data;
  return {
    connect: () => receivePort(bridge.connect),
    pathForFile: (file) => z.string().catch('').parse(bridge.pathForFile(file)),
  };
}

/** The bridge cannot hand over a port itself: the preload script posts it to the window. */
function receivePort(ask: () => unknown): Promise<MessagePort> {
  return new Promise((resolve) => {
    const listener = ({ source, data, ports: [port] }: MessageEvent): void => {
      if (source !== window || data !== portMessage || !port) return;
      window.removeEventListener('message', listener);
      resolve(port);
    };
    window.addEventListener('message', listener);
    ask();
  });
}
