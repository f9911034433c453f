/** One session image into one file, whole or not at all. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type {
  ConflictPolicy,
  Damage,
  Encoding,
  Geometry,
  ImageId,
  WrittenFile,
} from '../../../contract/index.ts';
import type { CodecCalls } from '../../codec/protocol.ts';
import type { ImageRecord, Session } from '../../session/session.ts';
import { ZipFile } from '../batch/zip.ts';
import { scaleCrop } from './scaleCrop.ts';
import { sidecarPath, sidecarText } from './sidecar.ts';
import { resolveTarget, writeInPlace } from './target.ts';

export interface ExportDeps {
  readonly session: Session;
  readonly codec: CodecCalls;
  /** Measures the damage of an open image, for sidecars. */
  readonly damageOf: (image: ImageId) => Promise<Damage>;
  /** Told in sidecars. */
  readonly version?: string;
}

export interface ResultRequest {
  readonly image: ImageRecord;
  /** In pixels of the opened file; scaled with an upscaled result. */
  readonly geometry: Geometry | null;
  readonly encoding: Encoding;
  readonly conflict: ConflictPolicy;
  readonly sidecar: boolean;
}

/** The opened file that a result came from; null where it was closed. */
export function originOf(session: Session, record: ImageRecord): ImageRecord | null {
  return session.records().find(({ info }) => info.id === record.origin) ?? null;
}

/** The files of the user's that are open now and must not be overwritten. */
export function openedFiles(session: Session): string[] {
  return session.records().flatMap(({ info }) => (info.path === null ? [] : [info.path]));
}

async function encodeInto(
  { session, codec }: ExportDeps,
  { image, geometry, encoding }: ResultRequest,
  target: string,
): Promise<{ bytes: number; notices: string[] }> {
  const origin = originOf(session, image) ?? image;
  return codec.encode({
    source: image.base,
    metadataFrom: origin.base,
    sourceDepth: origin.info.depth,
    geometry: geometry === null ? null : scaleCrop(geometry, origin.info, image.info),
    encoding,
    target,
  });
}

async function sidecarOf(
  { session, damageOf, version }: ExportDeps,
  { image, geometry, encoding }: ResultRequest,
  output: { readonly path: string; readonly name: string },
): Promise<string> {
  const origin = originOf(session, image);
  const planned = image.lineage.some(({ reason }) => reason !== undefined);
  const damage = origin !== null && planned ? await damageOf(origin.info.id) : null;
  return sidecarText({ record: image, origin, damage, geometry, encoding, output, version });
}

/**
 * Encodes an image to `path`, subject to the conflict policy, with its sidecar where asked for.
 * @throws UserFacingError where it cannot be written; nothing is left behind then
 */
export async function writeResult(
  deps: ExportDeps,
  request: ResultRequest,
  path: string,
): Promise<WrittenFile> {
  const { session } = deps;
  const { conflict } = request;
  const target = await resolveTarget(path, conflict, openedFiles(session));
  const skipped = (at: string): WrittenFile => ({
    name: basename(at),
    path: at,
    url: null,
    bytes: 0,
    skipped: true,
    notices: ['the file was there already and was left alone'],
  });
  if (target.skipped) return skipped(target.path);
  const written = await writeInPlace(target.path, conflict, (part) => encodeInto(deps, request, part));
  if (written.skipped) return skipped(written.path);
  if (request.sidecar) {
    const output = { path: written.path, name: basename(written.path) };
    const text = await sidecarOf(deps, request, output);
    await writeInPlace(sidecarPath(written.path), 'overwrite', (part) => writeFile(part, text));
  }
  return {
    name: basename(written.path),
    path: written.path,
    url: null,
    bytes: written.result.bytes,
    skipped: false,
    notices: written.result.notices,
  };
}

/** Encodes an image into the session, to be handed out once; with a sidecar, both as one zip. */
export async function writeDownload(
  deps: ExportDeps,
  request: ResultRequest,
  name: string,
): Promise<WrittenFile> {
  const { session } = deps;
  let path = join(session.folder, `download-${randomBytes(8).toString('hex')}`);
  let given = name;
  let { bytes, notices } = await encodeInto(deps, request, path);
  if (request.sidecar) {
    const text = await sidecarOf(deps, request, { path, name });
    const record = sidecarPath(path);
    await writeFile(record, text);
    const zip = new ZipFile(`${path}.zip`);
    try {
      await zip.move(path, name);
      await zip.move(record, sidecarPath(name));
      bytes = await zip.finish();
    } catch (error) {
      await zip.abandon();
      throw error;
    }
    path = `${path}.zip`;
    given = `${name}.zip`;
    notices = [...notices, 'the picture and its record are in one zip file'];
  }
  return { name: given, path: null, url: session.addDownload(path, given), bytes, skipped: false, notices };
}
