import { join } from 'node:path';
import type { CodecCalls } from '../codec/protocol.ts';
import type { EngineCalls } from '../engine/protocol.ts';
import { startChild } from './childProcess.ts';
import type { SpawnChild } from './spawn.ts';

export type { SpawnChild } from './spawn.ts';

export interface ProcessOptions {
  /** Folder of the built entries (`dist/main`). */
  readonly entries: string;
  /** Told in one line when the process crashed; it restarts at its next call. */
  readonly onCrash?: ((message: string) => void) | undefined;
  readonly spawn?: SpawnChild | undefined;
}

interface Closable {
  close(): Promise<void>;
}

export type CodecProcess = CodecCalls & Closable;

/** The engine, wherever it runs. */
export interface EngineProcess extends EngineCalls, Closable {
  /** Of the child while it runs. */
  readonly pid: number | undefined;
}

/** Decoding a large AVIF or HEIC says nothing until it is done. */
const codecSilenceMs = 120_000;
/** One iteration on a large tile, or one run of a large network on a slow processor. */
const engineSilenceMs = 180_000;

export function createCodecProcess({ entries, onCrash, spawn }: ProcessOptions): CodecProcess {
  const child = startChild<CodecCalls>({
    entry: join(entries, 'codecEntry.js'),
    name: 'image reader',
    silenceLimitMs: codecSilenceMs,
    onCrash,
    spawn,
  });
  return {
    decode: (input) => child.call('decode', input),
    decodeMask: (input) => child.call('decodeMask', input),
    encode: (input) => child.call('encode', input),
    readMatrix: (input) => child.call('readMatrix', input),
    close: () => child.close(),
  };
}

export function createEngineProcess({ entries, onCrash, spawn }: ProcessOptions): EngineProcess {
  const child = startChild<EngineCalls>({
    entry: join(entries, 'engineEntry.js'),
    name: 'engine',
    silenceLimitMs: engineSilenceMs,
    onCrash,
    spawn,
  });
  return {
    run: (input, options) => child.call('run', input, options),
    estimate: (input, options) => child.call('estimate', input, options),
    change: (input, options) => child.call('change', input, options),
    score: (input) => child.call('score', input),
    residualPair: (input) => child.call('residualPair', input),
    devices: (input) => child.call('devices', input),
    checkModel: (input) => child.call('checkModel', input),
    importModel: (input, options) => child.call('importModel', input, options),
    sparseCodes: (input, options) => child.call('sparseCodes', input, options),
    inversion: (input, options) => child.call('inversion', input, options),
    get pid() {
      return child.pid;
    },
    close: () => child.close(),
  };
}
