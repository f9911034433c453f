import { describe, expect, it, vi } from 'vitest';
import type { Event } from '../../contract/index.ts';
import { request, type Request } from '../../contract/messages.ts';
import { Client } from './client.ts';
import { ServiceError } from './serviceError.ts';
import type { Transport } from './transport.ts';

class FakeTransport implements Transport {
  readonly sent: Request[] = [];
  deliver: (message: unknown) => void = () => undefined;
  connect: (connected: boolean) => void = () => undefined;

  send(message: unknown): void {
    this.sent.push(request.parse(message));
  }

  onMessage(listener: (message: unknown) => void): void {
    this.deliver = listener;
  }

  onConnection(listener: (connected: boolean) => void): void {
    this.connect = listener;
  }
}

function connected(): { transport: FakeTransport; client: Client } {
  const transport = new FakeTransport();
  const client = new Client(transport);
  transport.connect(true);
  return { transport, client };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('the client', () => {
  it('pairs answers with calls, in whatever order they come', async () => {
    const { transport, client } = connected();
    const first = client.services.images.pixel({ image: 'a', x: 0, y: 0 });
    const second = client.services.images.pixel({ image: 'b', x: 0, y: 0 });
    await turn();
    const [one, two] = transport.sent;
    expect(one).toMatchObject({ service: 'images', method: 'pixel', input: { image: 'a' } });
    transport.deliver({ call: two?.call, output: [2] });
    transport.deliver({ call: one?.call, output: [1] });
    expect(await Promise.all([first, second])).toEqual([[1], [2]]);
  });

  it('throws what the other side reports, with its remedy', async () => {
    const { transport, client } = connected();
    const call = client.services.app.about({});
    await turn();
    const error = { code: 'user', problem: 'is gone', remedy: 'open it again', where: 'a.jpg' };
    transport.deliver({ call: transport.sent[0]?.call, error });
    await expect(call).rejects.toThrow(new ServiceError({ ...error, code: 'user' }));
    await expect(call).rejects.toThrow('a.jpg: is gone; open it again.');
  });

  it('refuses an answer of the wrong shape', async () => {
    const { transport, client } = connected();
    const call = client.services.app.about({});
    await turn();
    transport.deliver({ call: transport.sent[0]?.call, output: { version: 7 } });
    await expect(call).rejects.toThrow(/app\.about could not be understood/);
  });

  it('waits for the connection, and fails what was under way when it is lost', async () => {
    const transport = new FakeTransport();
    const client = new Client(transport);
    const early = client.services.images.pixel({ image: 'a', x: 0, y: 0 });
    await turn();
    expect(transport.sent).toHaveLength(0);
    transport.connect(true);
    await turn();
    expect(transport.sent).toHaveLength(1);
    transport.connect(false);
    await expect(early).rejects.toThrow(/connection was lost/);
    const late = client.services.images.pixel({ image: 'b', x: 0, y: 0 });
    transport.connect(true);
    await turn();
    transport.deliver({ call: transport.sent[1]?.call, output: [3] });
    expect(await late).toEqual([3]);
  });

  it('passes events on and survives rubbish', () => {
    const { transport, client } = connected();
    const events: Event[] = [];
    client.onEvent((event) => events.push(event));
    const silence = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    transport.deliver('rubbish');
    transport.deliver({ event: { type: 'unheard of' } });
    transport.deliver({ event: { type: 'notice', level: 'info', text: 'hello' } });
    expect(events).toEqual([{ type: 'notice', level: 'info', text: 'hello' }]);
    expect(silence).toHaveBeenCalledTimes(2);
    silence.mockRestore();
  });
});
