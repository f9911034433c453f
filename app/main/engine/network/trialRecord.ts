import { z } from 'zod';
import { openUserFile } from '../../services/userFile.ts';
import type { Trial, TrialRecord } from './chooseDevice.ts';

const trial = z.object({
  device: z.string(),
  milliseconds: z.number().nullable(),
  problem: z.string().nullable(),
});

/** `devices.json`: by the network's SHA-256, what became of it on each device. */
const recordSchema = z.record(
  z.string(),
  z.object({
    network: z.string(),
    /** What was there to be tried, and by which runtime: with other ones all is tried anew. */
    setting: z.string(),
    trials: z.array(trial),
  }),
);

const openRecord = (path: string) => openUserFile(path, recordSchema, {}, () => undefined);

/** All that is kept, network by network; nothing where the file is missing or broken. */
export async function keptTrials(path: string): Promise<(Trial & { network: string })[]> {
  const kept = Object.values((await openRecord(path)).value());
  return kept.flatMap(({ network, trials }) => trials.map((one) => ({ network, ...one })));
}

/** The part of the file that is one network's. */
export async function trialRecord(
  path: string,
  { name: network, sha256 }: { readonly name: string; readonly sha256: string },
  setting: string,
): Promise<TrialRecord> {
  const file = await openRecord(path);
  return {
    trials: () => {
      const kept = file.value()[sha256];
      return kept?.setting === setting ? kept.trials : [];
    },
    // Where it cannot be written, the devices are tried again at the next start.
    keep: (trials) =>
      file
        .save({ ...file.value(), [sha256]: { network, setting, trials: [...trials] } })
        .catch(() => undefined),
  };
}
