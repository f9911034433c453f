import { once } from 'node:events';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ErrorBody, Event, JobState } from '../../contract/index.ts';
import { imageInfo } from '../../contract/images.ts';
import { jobState } from '../../contract/jobs.ts';
import { reply as replySchema } from '../../contract/messages.ts';
import { socketPath } from '../../contract/routes.ts';
import { toErrorBody } from '../errorBody.ts';
import { startHttpServer } from '../server/httpServer.ts';
import type { House } from '../services/index.ts';
import { temporaryFolder } from '../testing/folder.ts';
import { testHouse, testLocations } from '../testing/house.ts';
import { writeBroken, writePicture } from '../testing/pictures.ts';
import { electronPort } from './electronPort.ts';
import { serve } from './serve.ts';

/** The far end of a transport: what a window has. */
interface Client {
  call(service: string, method: string, input: unknown): Promise<unknown>;
  onEvent(listener: (event: Event) => void): void;
  close(): Promise<void>;
}

/** A client whose messages go over a wire, so that wrong ones can be sent too. */
interface WireClient extends Client {
  send(message: unknown): void;
  /** The next reply that answers no call of `call`. */
  stray(): Promise<unknown>;
}

class CallFailed extends Error {
  readonly body: ErrorBody;
  constructor(body: ErrorBody) {
    super(body.problem);
    this.body = body;
  }
}

function wireClient(
  post: (message: unknown) => void,
  listen: (listener: (message: unknown) => void) => void,
  close: () => Promise<void>,
): WireClient {
  const pending = new Map<number, { resolve(output: unknown): void; reject(error: Error): void }>();
  const listeners: ((event: Event) => void)[] = [];
  const strays: ((message: unknown) => void)[] = [];
  let next = 0;
  listen((message) => {
    const reply = replySchema.parse(message);
    if ('event' in reply) {
      for (const listener of listeners) listener(reply.event);
      return;
    }
    const waiting = pending.get(reply.call);
    pending.delete(reply.call);
    if (waiting === undefined) strays.shift()?.(reply);
    else if ('error' in reply) waiting.reject(new CallFailed(reply.error));
    else waiting.resolve(reply.output);
  });
  return {
    call: (service, method, input) =>
      new Promise((resolve, reject) => {
        const call = next++;
        pending.set(call, { resolve, reject });
        post({ call, service, method, input });
      }),
    onEvent: (listener) => listeners.push(listener),
    send: post,
    stray: () => new Promise((resolve) => strays.push(resolve)),
    close,
  };
}

function directClient(house: House): Client {
  const table = house.services as unknown as Record<
    string,
    Record<string, (input: unknown) => Promise<unknown>>
  >;
  return {
    call: async (service, method, input) => {
      try {
        return await table[service]?.[method]?.(input);
      } catch (error) {
        throw new CallFailed(toErrorBody(error));
      }
    },
    onEvent: (listener) => house.onEvent(listener),
    close: () => Promise.resolve(),
  };
}

async function webSocketClient(house: House): Promise<WireClient> {
  const server = await startHttpServer(house, { port: 0, files: testLocations('').rendererFolder });
  const entered = await fetch(server.address, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const socket = new WebSocket(server.origin.replace('http', 'ws') + socketPath, {
    headers: { cookie, origin: server.origin },
  });
  await once(socket, 'open');
  return wireClient(
    (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    (listener) => socket.on('message', (data: Buffer) => listener(JSON.parse(data.toString()))),
    async () => {
      socket.close();
      await server.close();
    },
  );
}

/** Electron's port, played by Node's: it wraps what arrives into `{ data }`. */
function electronClient(house: House): Promise<WireClient> {
  const { port1, port2 } = new MessageChannel();
  const main = (port: MessagePort) => ({
    on: (event: 'message' | 'close', listener: (message: { data: unknown }) => void) =>
      port.on(event, (data: unknown) => listener({ data })),
    postMessage: (message: unknown) => port.postMessage(message),
    start: () => port.start(),
  });
  serve(house.services, house.onEvent, electronPort(main(port1)));
  return Promise.resolve(
    wireClient(
      (message) => port2.postMessage(message),
      (listener) => port2.on('message', listener),
      () => {
        port2.close();
        return Promise.resolve();
      },
    ),
  );
}

const transports = {
  'a direct call': (house: House): Promise<Client> => Promise.resolve(directClient(house)),
  'a WebSocket': webSocketClient,
  "Electron's port": electronClient,
};

const failureOf = (call: Promise<unknown>): Promise<ErrorBody> =>
  call.then(
    () => {
      throw new Error('it should have failed');
    },
    (error: unknown) => {
      if (error instanceof CallFailed) return error.body;
      throw error;
    },
  );

async function setUp() {
  const { folder, remove } = await temporaryFolder();
  const house = await testHouse(join(folder, 'user'));
  await writePicture(join(folder, 'good.png'));
  await writeBroken(join(folder, 'broken.jpg'), 1);
  const tearDown = async () => {
    await house.close();
    await remove();
  };
  return { folder, house, tearDown };
}

describe.each(Object.entries(transports))('the contract over %s', (_, connect) => {
  let setting: Awaited<ReturnType<typeof setUp>>;
  let client: Client;
  beforeAll(async () => {
    setting = await setUp();
    client = await connect(setting.house);
  });
  afterAll(async () => {
    await client.close();
    await setting.tearDown();
  });

  it('tells about the app', async () => {
    const about = await client.call('app', 'about', {});
    expect(about).toMatchObject({ host: 'browser', version: '0.0.0', paths: true });
  });

  it('changes a setting and leaves the others', async () => {
    await client.call('app', 'changeSettings', { theme: 'light' });
    expect(await client.call('app', 'settings', {})).toMatchObject({ theme: 'light', device: 'auto' });
  });

  it('saves, replaces and removes presets', async () => {
    const preset = { name: 'soft', method: 'gaussian-denoise', parameters: { strength: 0.5 } };
    await client.call('presets', 'save', preset);
    await client.call('presets', 'save', { ...preset, parameters: { strength: 0.7 } });
    expect(await client.call('presets', 'list', {})).toEqual([{ ...preset, parameters: { strength: 0.7 } }]);
    expect(await client.call('presets', 'remove', { name: 'soft' })).toEqual([]);
  });

  it('opens what can be opened and says what is wrong with the rest', async () => {
    const files = ['good.png', 'broken.jpg', 'missing.png'].map((name) => ({
      kind: 'path',
      path: join(setting.folder, name),
    }));
    const outcomes = await client.call('images', 'open', { files });
    expect(outcomes).toMatchObject([
      { ok: true, image: { width: 48, height: 32, channels: 3, depth: 8, format: 'png' } },
      { ok: false, name: 'broken.jpg', error: { code: 'user' } },
      { ok: false, name: 'missing.png', error: { code: 'user' } },
    ]);
  });

  it('runs a job and tells of it until it is done', async () => {
    const [opened] = (await client.call('images', 'open', {
      files: [{ kind: 'path', path: join(setting.folder, 'good.png') }],
    })) as { image: unknown }[];
    const image = imageInfo.parse(opened?.image);
    const seen: JobState[] = [];
    const done = new Promise<JobState>((resolve) =>
      client.onEvent((event) => {
        if (event.type !== 'job') return;
        seen.push(event.job);
        if (event.job.state === 'done' || event.job.state === 'failed') resolve(event.job);
      }),
    );
    const step = { method: 'gaussian-denoise', parameters: {} };
    const started = jobState.parse(
      await client.call('jobs', 'start', {
        image: image.id,
        steps: [step, { ...step, reason: 'for good measure' }],
      }),
    );
    const last = await done;
    expect(last).toMatchObject({ id: started.id, state: 'done', error: null, fraction: 1 });
    expect(last.results).toHaveLength(2);
    const [, result] = last.results;
    expect(result?.image).toMatchObject({ width: 48, height: 32, depth: 32 });
    expect(seen.some(({ state }) => state === 'running')).toBe(true);
    const outcome = await client.call('restoration', 'outcome', {
      image: image.id,
      result: result?.image.id,
    });
    expect(outcome).toHaveLength(4);
  });

  it('plans a restoration', async () => {
    const files = [{ kind: 'path', path: join(setting.folder, 'good.png') }];
    const [opened] = (await client.call('images', 'open', { files })) as { image: { id: string } }[];
    const image = opened?.image.id;
    const plan = await client.call('restoration', 'plan', { image });
    expect(plan).toMatchObject({ damage: { noise: expect.any(Number) as number, jpegQuality: null } });
    const marked = (await client.call('restoration', 'plan', { image, marked: true })) as {
      steps: { method: string }[];
    };
    expect(marked.steps[0]?.method).toBe('tv-inpaint');
  });

  it('gives errors for people, in one line each', async () => {
    const gone = await failureOf(client.call('images', 'histogram', { image: 'no-such-image' }));
    expect(gone.code).toBe('user');
    for (const part of [gone.problem, gone.remedy]) {
      expect(part).not.toBe('');
      expect(part).not.toContain('\n');
    }
    const native = await failureOf(client.call('desktop', 'chooseFolder', {}));
    expect(native).toMatchObject({ code: 'user', problem: 'this needs the desktop app' });
  });
});

const wires = { 'a WebSocket': webSocketClient, "Electron's port": electronClient };

describe.each(Object.entries(wires))('wrong messages over %s', (_, connect) => {
  let setting: Awaited<ReturnType<typeof setUp>>;
  let client: WireClient;
  beforeAll(async () => {
    setting = await setUp();
    client = await connect(setting.house);
  });
  afterAll(async () => {
    await client.close();
    await setting.tearDown();
  });

  it.each([
    ['an unknown service', 'nothing', 'about', {}],
    ['an unknown method', 'app', 'nothing', {}],
    ['what every object has', 'constructor', 'toString', {}],
    ['a prototype', '__proto__', 'about', {}],
    ['input of another shape', 'images', 'open', { files: 'all' }],
    ['input out of range', 'app', 'changeSettings', { memoryMegabytes: 1 }],
    ['no input', 'images', 'close', undefined],
  ])('answers %s with an error and lives on', async (_what, service, method, input) => {
    const error = await failureOf(client.call(service, method, input));
    expect(error.code).toBe('user');
    expect(`${error.problem} ${error.remedy}`).not.toContain('\n');
    expect(await client.call('app', 'about', {})).toMatchObject({ host: 'browser' });
  });

  it.each([
    ['no object', 'hello'],
    ['no call', { service: 'app', method: 'about', input: {} }],
    ['nothing', null],
  ])('answers a message that is %s', async (_what, message) => {
    const answer = client.stray();
    client.send(message);
    expect(await answer).toMatchObject({ call: -1, error: { code: 'user' } });
    expect(await client.call('app', 'about', {})).toMatchObject({ host: 'browser' });
  });

  it('forgets a client that has gone', async () => {
    const other = await connect(setting.house);
    expect(await other.call('app', 'about', {})).toMatchObject({ host: 'browser' });
    await other.close();
    expect(await client.call('app', 'changeSettings', { theme: 'dark' })).toMatchObject({ theme: 'dark' });
  });
});
