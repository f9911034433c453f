import { contract, type Event, type Services } from '../../contract/index.ts';
import { reply } from '../../contract/messages.ts';
import type { ContractShape } from '../../contract/procedure.ts';
import { deferred, type Deferred } from './deferred.ts';
import { ServiceError } from './serviceError.ts';
import type { Transport } from './transport.ts';

/** The services of the contract, called over a transport. */
export class Client {
  readonly services: Services;
  readonly #transport: Transport;
  readonly #pending = new Map<number, Deferred<unknown>>();
  readonly #eventListeners = new Set<(event: Event) => void>();
  readonly #connectionListeners = new Set<(connected: boolean) => void>();
  #connected = deferred<undefined>();
  #calls = 0;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.services = servicesOver((service, method, input) => this.#call(service, method, input));
    transport.onMessage((message) => this.#receive(message));
    transport.onConnection((connected) => this.#changeConnection(connected));
  }

  onEvent(listener: (event: Event) => void): void {
    this.#eventListeners.add(listener);
  }

  onConnection(listener: (connected: boolean) => void): void {
    this.#connectionListeners.add(listener);
  }

  /** Calls made while the connection is down wait for it. */
  async #call(service: string, method: string, input: unknown): Promise<unknown> {
    await this.#connected.promise;
    const call = this.#calls++;
    const pending = deferred<unknown>();
    this.#pending.set(call, pending);
    this.#transport.send({ call, service, method, input });
    return pending.promise;
  }

  #receive(message: unknown): void {
    const parsed = reply.safeParse(message);
    if (!parsed.success) {
      console.error('A message could not be understood', parsed.error);
      return;
    }
    if ('event' in parsed.data) {
      for (const listener of this.#eventListeners) listener(parsed.data.event);
      return;
    }
    const pending = this.#pending.get(parsed.data.call);
    this.#pending.delete(parsed.data.call);
    if ('error' in parsed.data) pending?.reject(new ServiceError(parsed.data.error));
    else pending?.resolve(parsed.data.output);
  }

  #changeConnection(connected: boolean): void {
    if (connected) this.#connected.resolve(undefined);
    else {
      this.#connected = deferred();
      for (const pending of this.#pending.values())
        pending.reject(
          new ServiceError({
            code: 'crashed',
            problem: 'the connection was lost before the answer came',
            remedy: 'wait until it is back and try again',
          }),
        );
      this.#pending.clear();
    }
    for (const listener of this.#connectionListeners) listener(connected);
  }
}

type Call = (service: string, method: string, input: unknown) => Promise<unknown>;

function servicesOver(call: Call): Services {
  const shape: ContractShape = contract;
  const services = Object.entries(shape).map(([service, procedures]) => [
    service,
    Object.fromEntries(
      Object.entries(procedures).map(([method, { output }]) => [
        method,
        async (input: unknown) => {
          const parsed = output.safeParse(await call(service, method, input));
          if (parsed.success) return parsed.data;
          throw new ServiceError({
            code: 'internal',
            problem: `the answer to ${service}.${method} could not be understood`,
            remedy: 'reload the window; if it stays, report it as a bug',
          });
        },
      ]),
    ),
  ]);
  // Built from the contract entry by entry; the compiler cannot follow Object.fromEntries.
  return Object.fromEntries(services) as Services;
}
