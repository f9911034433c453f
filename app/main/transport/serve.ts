import { z } from 'zod';
import { contract, type Event, type Services } from '../../contract/index.ts';
import { type Reply, request as requestSchema } from '../../contract/messages.ts';
import type { Procedure } from '../../contract/procedure.ts';
import { UserFacingError } from '../../compute/errors.ts';
import { toErrorBody } from '../errorBody.ts';

/** One end of a message transport: a WebSocket, an Electron port, or the far end of a test. */
export interface Port {
  send(reply: Reply): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

/** Answers to a message that names no call. */
const noCall = -1;

/**
 * Answers the requests that come through `port` and sends it every event, until it closes. Whatever
 * comes in is checked against the contract; what is wrong gets an error in reply and the port lives on.
 */
export function serve(
  services: Services,
  onEvent: (listener: (event: Event) => void) => () => void,
  port: Port,
): void {
  let open = true;
  const send = (reply: Reply) => {
    if (open) port.send(reply);
  };
  const forget = onEvent((event) => send({ event }));
  port.onClose(() => {
    open = false;
    forget();
  });
  port.onMessage((message) => {
    const call = callOf(message);
    answer(services, message).then(
      (output) => send({ call, output }),
      (error: unknown) => send({ call, error: toErrorBody(error) }),
    );
  });
}

function callOf(message: unknown): number {
  const parsed = requestSchema.pick({ call: true }).safeParse(message);
  return parsed.success ? parsed.data.call : noCall;
}

async function answer(services: Services, message: unknown): Promise<unknown> {
  const { service, method, input } = check(requestSchema, message, 'message');
  const where = `${service}.${method}`;
  const procedure = procedureOf(service, method);
  // The contract names the services and their methods, so what it has, `services` has too; each
  // method's input is checked by its own schema before it is called.
  const table = services as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
  const implementation = table[service]?.[method];
  if (procedure === undefined || implementation === undefined)
    throw new UserFacingError(
      'there is no such call',
      'reload the window: it may be older than the app',
      where,
    );
  const output = await implementation(check(procedure.input, input, where));
  return procedure.output.parse(output);
}

function procedureOf(service: string, method: string): Procedure | undefined {
  const methods: Readonly<Record<string, Procedure>> | undefined = own(contract, service);
  return methods === undefined ? undefined : own(methods, method);
}

/** A property of the object itself: `constructor` and its like are no services. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function check<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.map(String).join('.') ?? '';
  throw new UserFacingError(
    `${path === '' ? 'the input' : path} is not valid (${issue?.message ?? 'unknown reason'})`,
    'correct it and try again',
    where,
  );
}
