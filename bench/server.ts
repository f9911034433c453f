import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { WebSocket } from 'ws';
import {
  type Event,
  type ImageInfo,
  type JobRequest,
  type JobResult,
  type JobState,
  type Services,
} from '../app/contract/index.ts';
import { reply } from '../app/contract/messages.ts';
import { socketPath, tilePath, uploadPath } from '../app/contract/routes.ts';

export interface Server {
  readonly pid: number;
  readonly services: Services;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  open(path: string): Promise<ImageInfo>;
  tile(image: string, level: number, column: number, row: number): Promise<ArrayBuffer>;
  /** Runs a job to its end. */
  run(request: Omit<JobRequest, 'seed'>): Promise<JobResult>;
  close(): Promise<void>;
}

/** @param userFolder holds settings of the measurement's own: no tour, no one's presets */
async function spawnServer(userFolder: string): Promise<ChildProcess> {
  await mkdir(userFolder, { recursive: true });
  await writeFile(join(userFolder, 'settings.json'), JSON.stringify({ welcomed: true }));
  const child = spawn(process.execPath, ['dist/main/cli.js', 'serve', '--no-open'], {
    env: { ...process.env, PENTIMENTO_USER_FOLDER: userFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A measurement that fails leaves none behind.
  process.once('exit', () => child.kill());
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('close', resolve));
}

/** Starts the browser door for a real browser to enter. */
export async function startBrowserServer(
  userFolder: string,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = await spawnServer(userFolder);
  return { url: await printedAddress(child), stop: () => end(child) };
}

/** Starts the browser door and speaks to it as the window does. */
export async function startServer(userFolder: string): Promise<Server> {
  const child = await spawnServer(userFolder);
  const opening = new URL(await printedAddress(child));
  const entered = await fetch(opening, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { origin } = opening;
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${socketPath}`, {
    headers: { cookie, origin },
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));

  const answers = new Map<number, { resolve(output: unknown): void; reject(error: Error): void }>();
  const listeners = new Set<(event: Event) => void>();
  socket.on('message', (data: Buffer) => {
    const message = reply.parse(JSON.parse(data.toString()));
    if ('event' in message) for (const listener of listeners) listener(message.event);
    else if ('error' in message) answers.get(message.call)?.reject(new Error(JSON.stringify(message.error)));
    else answers.get(message.call)?.resolve(message.output);
  });
  let calls = 0;
  const call = (service: string, method: string, input: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      answers.set(++calls, { resolve, reject });
      socket.send(JSON.stringify({ call: calls, service, method, input }));
    });
  const services = new Proxy(
    {},
    {
      get: (_, service: string) =>
        new Proxy({}, { get: (_inner, method: string) => (input: unknown) => call(service, method, input) }),
    },
  ) as Services;

  const get = (path: string, init: RequestInit = {}) =>
    fetch(origin + path, { ...init, headers: { cookie, origin } });

  return {
    pid: child.pid ?? -1,
    services,
    fetch: get,
    async open(path) {
      const name = basename(path);
      const body = new Blob([await readFile(path)]);
      const { upload } = (await (await get(uploadPath(name), { method: 'POST', body })).json()) as {
        upload: string;
      };
      const [outcome] = await services.images.open({ files: [{ kind: 'upload', upload, name }] });
      if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
      return outcome.image;
    },
    tile: async (image, level, column, row) => (await get(tilePath(image, level, column, row))).arrayBuffer(),
    async run(request) {
      // Its last event may come before the answer that names it.
      const ended = new Map<string, JobState>();
      let wake: () => void = () => undefined;
      const listener = (event: Event) => {
        if (event.type !== 'job' || !['done', 'failed', 'cancelled'].includes(event.job.state)) return;
        ended.set(event.job.id, event.job);
        wake();
      };
      listeners.add(listener);
      try {
        const { id } = await services.jobs.start(request);
        while (!ended.has(id)) await new Promise<void>((resolve) => (wake = resolve));
        const { results, error } = ended.get(id) ?? {};
        const result = results?.at(-1);
        if (!result) throw new Error(JSON.stringify(error));
        return result;
      } finally {
        listeners.delete(listener);
      }
    },
    async close() {
      socket.close();
      await end(child);
    },
  };
}

function printedAddress(child: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(printed);
      if (found) resolve(found[0]);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`the server ended with ${String(code)}: ${printed}`)));
  });
}
