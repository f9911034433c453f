import type { Port } from './serve.ts';

/** The part of Electron's `MessagePortMain` that a transport needs. */
export interface MainPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
}

/**
 * The window's connection in Electron: plain objects over a message port. Messages that arrive
 * before anybody listens wait in the port; what is sent after the window has gone is dropped.
 */
export function electronPort(port: MainPort): Port {
  let open = true;
  port.on('close', () => {
    open = false;
  });
  return {
    send: (reply) => {
      if (open) port.postMessage(reply);
    },
    onMessage: (listener) => {
      port.on('message', (event) => listener(event.data));
      port.start();
    },
    onClose: (listener) => {
      if (open) port.on('close', listener);
      else listener();
    },
  };
}
