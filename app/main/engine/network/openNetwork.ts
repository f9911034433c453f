import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { UserFacingError } from '../../../compute/errors.ts';
import type { Image } from '../../../compute/image.ts';
import type { Network } from '../../../compute/network.ts';
import type { Card } from './card.ts';
import { hashFile, type ModelFolder } from './catalogue.ts';
import { chooseDevice, tolerance } from './chooseDevice.ts';
import { createOnnxNetwork, paddedSize } from './onnxNetwork.ts';
import {
  deviceLabel,
  listDevices,
  NetworkFailure,
  openNetworkFile,
  runtimeVersion,
  tidy,
} from './runtime.ts';
import { answerProblem, largestDifference, testPicture } from './testPicture.ts';
import { trialRecord } from './trialRecord.ts';

/** A network that runs, and where. */
export interface OpenedNetwork {
  readonly network: Network;
  /** "CPU", "CUDA", … */
  readonly device: string;
  /** Why it does not run where it was asked to. */
  readonly notices: readonly string[];
}

interface Kept {
  readonly opened: OpenedNetwork;
  readonly sessions: readonly InferenceSession[];
}

/** Networks that stay loaded; more would fill the memory. */
const mostKept = 2;
const kept = new Map<string, Kept>();

/** Sides of the pictures on which a network is checked, and on which its devices are timed. */
const checkedSide = 64;
const timedSide = 256;

/**
 * Loads a model whose file is what its card says, and checks it on a known picture.
 * @param device `auto`, `cpu` or what `listDevices` names; the processor is used where that fails
 * @param devicesFile where it is kept on which device the network was quickest; without one `auto` is `cpu`
 * @throws UserFacingError where the card, the file or its answers are wrong
 */
export async function openNetwork(
  model: ModelFolder,
  device: string,
  devicesFile?: string,
): Promise<OpenedNetwork> {
  const { card, problem, name, folder } = model;
  if (card === null || problem !== null)
    throw new UserFacingError(problem ?? 'card.json is missing', 'import or fetch the model again', name);
  const path = join(folder, card.file);
  const { mtimeMs, size } = await stat(path);
  const key = JSON.stringify([path, mtimeMs, size, card, device]);
  const known = kept.get(key);
  if (known !== undefined) return known.opened;
  const { opened, sessions } = await load(path, card, device, devicesFile);
  const discard = async (): Promise<void> => {
    if (kept.delete(key)) await Promise.all(sessions.map((session) => session.release()));
  };
  const loaded = {
    opened: { ...opened, network: guarded(opened.network, opened.device, discard) },
    sessions,
  };
  for (const [oldKey, { sessions }] of [...kept].slice(0, Math.max(0, kept.size - mostKept + 1))) {
    kept.delete(oldKey);
    for (const session of sessions) await session.release();
  }
  kept.set(key, loaded);
  return loaded.opened;
}

/** The network as jobs use it: its failures are told apart from bugs, and a failed session is not used again. */
function guarded(network: Network, device: string, discard: () => Promise<void>): Network {
  return {
    ...network,
    async run(input, level) {
      try {
        return await network.run(input, level);
      } catch (error) {
        if (error instanceof UserFacingError) throw error;
        await discard();
        throw new NetworkFailure(network.name, device, error);
      }
    },
  };
}

async function load(path: string, card: Card, device: string, devicesFile?: string): Promise<Kept> {
  if ((await hashFile(path)) !== card.sha256)
    throw new UserFacingError(
      `${card.file} is not the file that its card describes (its SHA-256 differs)`,
      'fetch or import the model again',
      card.name,
    );
  const reference = await openNetworkFile(path, 'cpu').catch((error: unknown) => {
    throw error instanceof UserFacingError ? error.at(card.name) : error;
  });
  const size = card.fixedSize ?? paddedSize({ width: checkedSide, height: checkedSide }, card.multiple);
  const picture = testPicture(size.width, size.height, card.channels);
  const network = createOnnxNetwork(reference, card);
  const answer = await checkedAnswer(network, picture).catch((error: unknown) => {
    throw new UserFacingError(
      `the network does not do what its card says (${tidy(String(error))})`,
      'import or fetch the model again',
      card.name,
    );
  });
  const cpu = deviceLabel('cpu');
  const notices: string[] = [];
  const wanted = device === 'auto' ? await quickestDevice(path, card, devicesFile) : device;
  if (wanted !== 'cpu') {
    const label = deviceLabel(wanted);
    let session: InferenceSession | null = null;
    try {
      session = await openNetworkFile(path, wanted);
      const other = createOnnxNetwork(session, card);
      const difference = largestDifference(answer, await checkedAnswer(other, picture));
      if (!(difference <= tolerance))
        throw new Error(`its answers differ from the CPU's by ${difference.toFixed(3)}`);
      await reference.release();
      return { opened: { network: other, device: label, notices }, sessions: [session] };
    } catch (error) {
      await session?.release();
      const reason = error instanceof UserFacingError ? error.problem : tidy(String(error));
      notices.push(`${label} could not be used (${reason}); the network ran on the ${cpu}`);
    }
  }
  return { opened: { network, device: cpu, notices }, sessions: [reference] };
}

/** What `auto` stands for, measured when the network is first used. */
async function quickestDevice(path: string, card: Card, devicesFile: string | undefined): Promise<string> {
  const devices = await listDevices();
  if (devicesFile === undefined || devices.length < 2) return 'cpu';
  const pictureOf = (side: number): Image => {
    const size = card.fixedSize ?? paddedSize({ width: side, height: side }, card.multiple);
    return testPicture(size.width, size.height, card.channels);
  };
  return chooseDevice({
    devices,
    open: async (name) => {
      const session = await openNetworkFile(path, name);
      return { network: createOnnxNetwork(session, card), release: () => session.release() };
    },
    checked: pictureOf(checkedSide),
    timed: pictureOf(timedSide),
    record: await trialRecord(devicesFile, card, `${devices.join()} ${await runtimeVersion()}`),
    describe: (error) => (error instanceof UserFacingError ? error.problem : tidy(String(error))),
  });
}

async function checkedAnswer(network: Network, picture: Image): Promise<Image> {
  const answer = await network.run(picture, network.level === null ? undefined : 5);
  const problem = answerProblem(answer);
  if (problem !== null) throw new Error(problem);
  return answer;
}
