import { readFile } from 'node:fs/promises';
import type { PsfSpec } from '../../app/compute/parameters.ts';

/** The blurs of a JSON file: rows of numbers, in a list or under `kernels`. */
export async function readKernels(path: string): Promise<PsfSpec[]> {
  const content = JSON.parse(await readFile(path, 'utf8')) as number[][][] | { kernels: number[][][] };
  return (Array.isArray(content) ? content : content.kernels).map((rows, index) => ({
    kind: 'matrix',
    width: rows[0]?.length ?? 0,
    height: rows.length,
    data: rows.flat(),
    name: `kernel ${index + 1}`,
  }));
}
