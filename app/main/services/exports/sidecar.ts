/** The record of what was done to a picture, written beside it as `<file>.pentimento.json`. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Damage, Encoding, Geometry } from '../../../contract/index.ts';
import type { ImageRecord } from '../../session/session.ts';

export const sidecarPath = (path: string): string => `${path}.pentimento.json`;

/** SHA-256 of a file, in hexadecimal; null where it is not there any more. */
export async function sha256(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    return null;
  }
  return hash.digest('hex');
}

export interface SidecarInput {
  readonly record: ImageRecord;
  /** The opened file; null where it was closed meanwhile. */
  readonly origin: ImageRecord | null;
  /** What was measured of the opened file, where steps were planned by it. */
  readonly damage: Damage | null;
  readonly geometry: Geometry | null;
  readonly encoding: Encoding;
  /** Where the written bytes lie, and the name they are known by. */
  readonly output: { readonly path: string; readonly name: string };
  readonly version: string | undefined;
}

/** The record as JSON text. */
export async function sidecarText(input: SidecarInput): Promise<string> {
  const { record, origin, damage, geometry, encoding, output, version } = input;
  const original = origin?.file;
  const sidecar = {
    app: { name: 'Pentimento', ...(version === undefined ? {} : { version }) },
    input: {
      name: origin?.info.name ?? record.info.name,
      sha256: original === undefined ? null : await sha256(original),
    },
    output: { name: output.name, sha256: await sha256(output.path), encoding, geometry },
    ...(damage === null ? {} : { damage }),
    steps: record.lineage.map((step) => ({
      method: step.method,
      parameters: step.parameters,
      ...(step.reason === undefined ? {} : { reason: step.reason }),
      seed: step.seed,
      chosen: step.chosen,
      residual: step.explanation.residual,
      invented: step.explanation.invented,
      estimated: step.explanation.estimated,
      changedOutsideMask: step.explanation.changedOutsideMask,
      device: step.device,
      seconds: step.seconds,
    })),
  };
  return `${JSON.stringify(sidecar, null, 2)}\n`;
}
