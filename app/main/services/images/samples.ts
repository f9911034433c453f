import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { UserFacingError } from '../../../compute/errors.ts';

const plainName = z
  .string()
  .min(1)
  .refine((name) => basename(name) === name && !name.startsWith('.'));
const samplesSchema = z.array(
  z.object({
    file: plainName,
    title: z.string(),
    task: z.string(),
    hint: z.string(),
    credit: z.string(),
    /** A mask of the damage, beside the photograph. */
    mask: plainName.optional(),
  }),
);

export type Sample = z.infer<typeof samplesSchema>[number];

/** The sample photographs that `samples.json` in `folder` lists; none where there is no such file. */
export async function readSamples(folder: string): Promise<Sample[]> {
  let text: string;
  try {
    text = await readFile(join(folder, 'samples.json'), 'utf8');
  } catch {
    return [];
  }
  return samplesSchema.parse(JSON.parse(text));
}

/** @throws UserFacingError where there is no such sample */
export async function findSample(folder: string, file: string): Promise<Sample> {
  const sample = (await readSamples(folder)).find((candidate) => candidate.file === file);
  if (sample === undefined) {
    throw new UserFacingError('there is no such sample', 'choose one of those that are listed', file);
  }
  return sample;
}
