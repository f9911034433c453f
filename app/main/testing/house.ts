import { join, resolve } from 'node:path';
import { codec } from '../codec/codec.ts';
import { engine } from '../engine/engine.ts';
import type { Locations } from '../locations.ts';
import type { CodecProcess, EngineProcess } from '../processes/index.ts';
import { createServices, type Host, type House, type Processes } from '../services/index.ts';

const root = resolve(import.meta.dirname, '../../..');
const close = (): Promise<void> => Promise.resolve();

/** The codec and the engine within this process: what runs in children otherwise. */
export function inProcess(): Processes {
  const nearCodec: CodecProcess = { ...codec, close };
  const nearEngine: EngineProcess = { ...engine, pid: undefined, close };
  return { codec: nearCodec, engine: nearEngine };
}

export function testLocations(userFolder: string): Locations {
  return {
    bundleFolder: join(root, 'dist/main'),
    rendererFolder: join(root, 'dist/renderer'),
    resourcesFolder: join(root, 'resources'),
    modelsFolder: join(root, 'models'),
    userFolder,
    version: '0.0.0',
  };
}

/** A whole house within this process. */
export function testHouse(userFolder: string, host: Partial<Host> = {}): Promise<House> {
  return createServices(
    { kind: 'browser', access: 'paths', ...testLocations(userFolder), ...host },
    inProcess,
  );
}
