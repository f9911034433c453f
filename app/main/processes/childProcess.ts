import type { CallName, CallOptions, InputOf, OutputOf, ProgressOf } from './calls.ts';
import { Cancelled, EngineCrashed } from './errors.ts';
import { childMessage, unpackError, type ParentMessage } from './messages.ts';
import { forkChild, type ChildHandle, type SpawnChild } from './spawn.ts';

export interface ChildOptions {
  /** Absolute path of the built entry, which calls `serveChild`. */
  readonly entry: string;
  /** What a person calls it: "engine". */
  readonly name: string;
  /** A child that says nothing for so long while it has work is taken for hung, and ended. */
  readonly silenceLimitMs: number;
  /** How long a cancelled call may go on before the child is ended. */
  readonly cancelGraceMs?: number;
  /** Told in one line whenever the child ended by itself or had to be ended for its silence. */
  readonly onCrash?: ((message: string) => void) | undefined;
  readonly spawn?: SpawnChild | undefined;
}

/** A process that does `Calls` for us. It starts at the first call, and again after a crash. */
export interface Child<Calls> {
  /**
   * @throws UserFacingError as thrown inside the child
   * @throws Cancelled after `signal` was aborted
   * @throws EngineCrashed when the child ended before it answered
   */
  call<K extends CallName<Calls>>(
    name: K,
    input: InputOf<Calls[K]>,
    options?: CallOptions<ProgressOf<Calls[K]>>,
  ): Promise<OutputOf<Calls[K]>>;
  /** Of the running child. */
  readonly pid: number | undefined;
  /** Ends the child; pending calls are cancelled. */
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly progress: (value: unknown) => void;
}

interface Running {
  readonly handle: ChildHandle;
  readonly pending: Map<number, Pending>;
  readonly ended: Promise<void>;
  heardAt: number;
  stderr: string;
  /** Why we ended it ourselves, where we did. */
  killed: 'silence' | 'cancel' | 'close' | null;
}

const stderrKept = 4000;

export function startChild<Calls>(options: ChildOptions): Child<Calls> {
  const { entry, name, silenceLimitMs, cancelGraceMs = 800, onCrash, spawn = forkChild } = options;
  let running: Running | null = null;
  let nextId = 0;
  let closed = false;

  function start(): Running {
    const handle = spawn(entry, name);
    const pending = new Map<number, Pending>();
    let tellEnded = (): void => undefined;
    const ended = new Promise<void>((resolve) => (tellEnded = resolve));
    const child: Running = { handle, pending, ended, heardAt: Date.now(), stderr: '', killed: null };
    handle.onStderr((text) => (child.stderr = (child.stderr + text).slice(-stderrKept)));
    handle.onMessage((message) => receive(child, message));
    const watchdog = setInterval(
      () => {
        if (pending.size === 0 || Date.now() - child.heardAt < silenceLimitMs) return;
        child.killed ??= 'silence';
        handle.kill();
      },
      Math.max(20, silenceLimitMs / 10),
    );
    watchdog.unref();
    handle.onExit((how) => {
      clearInterval(watchdog);
      if (running === child) running = null;
      bury(child, how);
      tellEnded();
    });
    return child;
  }

  function bury(child: Running, how: string): void {
    const closing = child.killed === 'close';
    const crash = new EngineCrashed(crashText(name, child, how));
    for (const { reject } of child.pending.values()) reject(closing ? new Cancelled() : crash);
    child.pending.clear();
    if (child.killed === null || child.killed === 'silence') onCrash?.(crash.message);
  }

  function receive(child: Running, raw: unknown): void {
    child.heardAt = Date.now();
    const message = childMessage.parse(raw);
    if (message.type === 'alive') return;
    const call = child.pending.get(message.id);
    if (message.type === 'progress') {
      call?.progress(message.value);
      return;
    }
    child.pending.delete(message.id);
    if (message.type === 'done') call?.resolve(message.output);
    else call?.reject(unpackError(message.error));
  }

  function post(child: Running, message: ParentMessage): void {
    child.handle.send(message);
  }

  function cancel(child: Running, id: number): void {
    post(child, { type: 'cancel', id });
    setTimeout(() => {
      const call = child.pending.get(id);
      if (call === undefined) return;
      child.pending.delete(id);
      child.killed ??= 'cancel';
      // The next call starts a fresh child without waiting for this one's end.
      if (running === child) running = null;
      child.handle.kill();
      call.reject(new Cancelled());
    }, cancelGraceMs).unref();
  }

  async function call(
    callName: string,
    input: unknown,
    { onProgress, signal, gate }: CallOptions<unknown> = {},
  ): Promise<unknown> {
    if (signal?.aborted === true || closed) throw new Cancelled();
    const child = (running ??= start());
    const id = nextId++;
    // Silence counts from the moment there is something to say.
    if (child.pending.size === 0) child.heardAt = Date.now();
    const abort = (): void => cancel(child, id);
    const hold = (): void => post(child, { type: 'hold', id, shut: gate?.shut === true });
    signal?.addEventListener('abort', abort, { once: true });
    const stopHolding = gate?.onChange(hold);
    try {
      return await new Promise((resolve, reject) => {
        child.pending.set(id, { resolve, reject, progress: (value) => onProgress?.(value) });
        post(child, { type: 'call', id, name: callName, input });
        if (gate?.shut === true) hold();
      });
    } finally {
      child.pending.delete(id);
      signal?.removeEventListener('abort', abort);
      stopHolding?.();
    }
  }

  return {
    // Both ends are built from one interface; the envelope is checked, the contents are our own.
    call: call as Child<Calls>['call'],
    get pid() {
      return running?.handle.pid;
    },
    async close() {
      closed = true;
      const child = running;
      if (child === null) return;
      child.killed = 'close';
      child.handle.disconnect();
      const timer = setTimeout(() => child.handle.kill(), 1000);
      await child.ended;
      clearTimeout(timer);
    },
  };
}

/** What happened, in one line without its end: what to do about it is told wherever it is shown. */
function crashText(name: string, { killed, stderr }: Running, how: string): string {
  if (killed === 'silence') return `the ${name} stopped answering and was ended`;
  if (/out of memory|allocation failed|bad_alloc/iu.test(stderr) || how.endsWith('SIGKILL'))
    return `the ${name} stopped (out of memory or killed)`;
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Node.js v'));
  const telling = lines.findLast((line) => /error|fail|fatal|abort/iu.test(line)) ?? lines.at(-1);
  return `the ${name} stopped (${telling === undefined ? how : `${how}: ${telling.trim().slice(0, 200)}`})`;
}
