import type { Image } from '../../../compute/image.ts';
import type { Network } from '../../../compute/network.ts';
import { answerProblem, largestDifference } from './testPicture.ts';

/** What became of a network on one device. */
export interface Trial {
  readonly device: string;
  /** For the timed picture; null where it was not timed, or failed. */
  readonly milliseconds: number | null;
  /** Why it cannot be used there, in one line. */
  readonly problem: string | null;
}

/** Keeps trials for the next start. */
export interface TrialRecord {
  /** Those of this network, of the same devices and the same runtime. */
  trials(): readonly Trial[];
  keep(trials: readonly Trial[]): Promise<void>;
}

/** A network on one device. */
export interface Candidate {
  readonly network: Network;
  readonly release: () => Promise<void>;
}

export interface Trials {
  /** The processor first. */
  readonly devices: readonly string[];
  readonly open: (device: string) => Promise<Candidate>;
  /** On this picture all devices must agree with the processor. */
  readonly checked: Image;
  /** On this one they are timed. */
  readonly timed: Image;
  readonly record: TrialRecord;
  /** An error in one line. */
  readonly describe: (error: unknown) => string;
}

/** Two devices round differently; more than this is no rounding. */
export const tolerance = 0.02;
/** Runs of which the quickest counts, after one that warms up. */
const turns = 3;

const crashed = 'the engine ended when it was tried';

/**
 * Where a network runs quickest, and rightly: each device is tried once, then what is known of it holds.
 */
export async function chooseDevice({
  devices,
  open,
  checked,
  timed,
  record,
  describe,
}: Trials): Promise<string> {
  const [processor = 'cpu', ...others] = devices;
  const trials = new Map(record.trials().map((trial) => [trial.device, trial]));
  const note = async (trial: Trial): Promise<void> => {
    trials.set(trial.device, trial);
    await record.keep([...trials.values()]);
  };
  const missing = others.filter((device) => !trials.has(device));
  const reference = missing.length === 0 ? null : await answerOf(open, processor, checked);
  for (const device of missing) {
    // A driver may take the whole process with it: then this is what the next start finds.
    await note({ device, milliseconds: null, problem: crashed });
    await note(await tryOne(device));
  }
  const sound = (): Trial[] => [...trials.values()].filter(({ problem }) => problem === null);
  // Where nothing else works there is nothing to measure.
  if (sound().some(({ device }) => device !== processor) && !trials.has(processor))
    await note(await tryOne(processor));
  const [quickest] = sound().sort((a, b) => (a.milliseconds ?? Infinity) - (b.milliseconds ?? Infinity));
  return quickest?.device ?? processor;

  async function tryOne(device: string): Promise<Trial> {
    let candidate: Candidate | null = null;
    try {
      candidate = await open(device);
      const { network } = candidate;
      const answer = await network.run(checked, levelFor(network));
      const difference = reference === null ? 0 : largestDifference(reference, answer);
      const problem =
        answerProblem(answer) ??
        (difference <= tolerance ? null : `its answers differ from the CPU's by ${difference.toFixed(3)}`);
      return { device, milliseconds: problem === null ? await quickestRun(network, timed) : null, problem };
    } catch (error) {
      return { device, milliseconds: null, problem: describe(error) };
    } finally {
      await candidate?.release().catch(() => undefined);
    }
  }
}

async function answerOf(open: Trials['open'], device: string, picture: Image): Promise<Image> {
  const { network, release } = await open(device);
  try {
    return await network.run(picture, levelFor(network));
  } finally {
    await release();
  }
}

async function quickestRun(network: Network, picture: Image): Promise<number> {
  let least = Infinity;
  for (let turn = 0; turn <= turns; turn++) {
    const start = performance.now();
    await network.run(picture, levelFor(network));
    if (turn > 0) least = Math.min(least, performance.now() - start);
  }
  return least;
}

/** A little noise, or a low quality: any level does for a trial. */
const levelFor = ({ level }: Network): number | undefined => (level === null ? undefined : 5);
