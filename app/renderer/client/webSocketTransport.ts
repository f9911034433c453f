import { socketPath } from '../../contract/routes.ts';
import type { Transport } from './transport.ts';

const firstDelay = 500;
const longestDelay = 5000;

/** The WebSocket of the browser door; a lost connection is taken up again with growing pauses. */
export class WebSocketTransport implements Transport {
  readonly #url: string;
  #socket: WebSocket | undefined;
  #delay = firstDelay;
  #deliver: (message: unknown) => void = () => undefined;
  #tell: (connected: boolean) => void = () => undefined;

  constructor(origin: string) {
    this.#url = new URL(socketPath, origin).href.replace(/^http/, 'ws');
    this.#connect();
  }

  send(message: unknown): void {
    this.#socket?.send(JSON.stringify(message));
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#deliver = listener;
  }

  onConnection(listener: (connected: boolean) => void): void {
    this.#tell = listener;
  }

  #connect(): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    let opened = false;
    socket.addEventListener('open', () => {
      opened = true;
      this.#delay = firstDelay;
      this.#tell(true);
    });
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') this.#deliver(JSON.parse(data));
    });
    socket.addEventListener('close', () => {
      if (opened) this.#tell(false);
      setTimeout(() => this.#connect(), this.#delay);
      this.#delay = Math.min(2 * this.#delay, longestDelay);
    });
  }
}
