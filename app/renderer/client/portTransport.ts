import type { Transport } from './transport.ts';

/** The message port of the desktop app. */
export class PortTransport implements Transport {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  send(message: unknown): void {
    this.#port.postMessage(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#port.addEventListener('message', ({ data }) => listener(data));
    this.#port.start();
  }

  onConnection(listener: (connected: boolean) => void): void {
    this.#port.addEventListener('close', () => listener(false));
    queueMicrotask(() => listener(true));
  }
}
