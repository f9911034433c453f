import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const recordSchema = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.number())));

/** PSNR in decibels by setting, method and picture. */
export type QualityRecord = z.infer<typeof recordSchema>;

export interface Drop {
  readonly setting: string;
  readonly method: string;
  /** Of the means over the pictures that both records have, in decibels. */
  readonly before: number;
  readonly now: number;
}

/** A smaller loss of the mean is not worth a word. */
const tolerance = 0.05;

/** An absent file is an empty record. */
export async function readRecord(path: string): Promise<QualityRecord> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}';
    throw error;
  });
  return recordSchema.parse(JSON.parse(text));
}

export async function writeRecord(path: string, record: QualityRecord): Promise<void> {
  await writeFile(path, `${JSON.stringify(record, null, 1)}\n`);
}

export function add(
  record: QualityRecord,
  setting: string,
  method: string,
  name: string,
  psnr: number,
): void {
  const methods = (record[setting] ??= {});
  const pictures = (methods[method] ??= {});
  pictures[name] = Math.round(1000 * psnr) / 1000;
}

/** `over` with what `record` has replaced by it, picture by picture. */
export function merged(over: QualityRecord, record: QualityRecord): QualityRecord {
  const result = structuredClone(over);
  for (const [setting, methods] of Object.entries(record))
    for (const [method, pictures] of Object.entries(methods))
      for (const [name, psnr] of Object.entries(pictures)) add(result, setting, method, name, psnr);
  return result;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Where `record` is worse than `before`, on the pictures that both have. */
export function drops(before: QualityRecord, record: QualityRecord): Drop[] {
  const found: Drop[] = [];
  for (const [setting, methods] of Object.entries(record))
    for (const [method, pictures] of Object.entries(methods)) {
      const known = before[setting]?.[method] ?? {};
      const common = Object.keys(pictures).filter((name) => name in known);
      if (common.length === 0) continue;
      const [old, now] = [known, pictures].map((of) => mean(common.map((name) => of[name] ?? NaN)));
      if (old !== undefined && now !== undefined && !(now >= old - tolerance))
        found.push({ setting, method, before: old, now });
    }
  return found;
}
