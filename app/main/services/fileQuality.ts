import { open } from 'node:fs/promises';
import { jpegQuality } from '../../compute/estimate/jpegQuality.ts';
import { methods } from '../../compute/methods/registry.ts';
import type { ImageRecord, Session } from '../session/session.ts';

/** Far more than any JPEG has before its first scan. */
const headBytes = 2 ** 20;

/**
 * The JPEG quality (1–100) of the file that an image came from; null where it is no JPEG, and once a method has seen
 * to its artefacts.
 */
export async function fileQuality(
  session: Session,
  { lineage, origin }: ImageRecord,
): Promise<number | null> {
  const tasks = new Map(methods.map(({ id, task }) => [id, task]));
  if (lineage.some(({ method }) => tasks.get(method) === 'restore')) return null;
  const opened = session.records().find(({ info }) => info.id === origin);
  if (opened?.file === undefined || opened.info.format !== 'jpeg') return null;
  return jpegQuality(await headOf(opened.file));
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
