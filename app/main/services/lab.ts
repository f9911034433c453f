import type { Image } from '../../compute/image.ts';
import { seededRandom } from '../../compute/kernels/random.ts';
import type { PsfSpec } from '../../compute/parameters.ts';
import {
  contract,
  type Event,
  type Experiment,
  type ImageInfo,
  type Services,
  type Simulated,
} from '../../contract/index.ts';
import type { EngineCalls } from '../engine/protocol.ts';
import { createPixelFile } from '../session/pixelFile.ts';
import type { ImageRecord, Session } from '../session/session.ts';
import { type Measure, recovery } from './degrade/measure.ts';
import { simulate } from './degrade/simulate.ts';
import { stemOf } from './exports/naming.ts';
import { greySquare } from './lab/greySquare.ts';
import { createSparseCodes } from './lab/sparseCodes.ts';
import { viewOf } from './lab/view.ts';

export interface LabDeps {
  readonly session: Session;
  readonly engine: Pick<EngineCalls, 'sparseCodes'>;
  /** The app's own. */
  readonly modelsFolder: string;
  readonly emit: (event: Event) => void;
}

/**
 * Experiments: a photo measured by something that is no camera, by the same code as the command line's; and sparse
 * codes found by solvers and by networks.
 */
export function createLab({ session, ...deps }: LabDeps): Services['lab'] {
  return {
    ...createSparseCodes({ session, ...deps }),
    simulate: async (input) => {
      const { image, experiment, side, noise, seed } = contract.lab.simulate.input.parse(input);
      const photo = session.get(image);
      const measure = measureOf(experiment, seed);
      const psf = psfOf(experiment);
      const order = { colours: 1, psf, boundary: 'reflect', measure, noise: noise || undefined } as const;
      const { scene, image: data } = simulate(await greySquare(photo, side), order, seededRandom(seed));
      const name = stemOf(photo.info.name);
      const truth = await add(session, scene, `${name}, true ${side}`);
      const views = experiment.kind === 'tomography' ? experiment.angles : side;
      const view =
        experiment.kind === 'spikes'
          ? null
          : await add(session, viewOf(data, experiment, views), `${name}, view`);
      const measurement = await add(session, data, `${name}, ${wordsFor(experiment)}`, view?.id);
      return { truth, measurement, entries: entriesFor(experiment, measure, psf) };
    },
  };
}

function measureOf(experiment: Experiment, seed: number): Measure {
  switch (experiment.kind) {
    case 'fourier':
    case 'gaussian':
      return { ...experiment, seed };
    case 'tomography':
      return experiment;
    case 'spikes':
      return { kind: 'spikes', count: experiment.count };
  }
}

const psfOf = (experiment: Experiment): PsfSpec | null =>
  experiment.kind === 'spikes' ? { kind: 'gaussian', sigma: experiment.sigma } : null;

function wordsFor(experiment: Experiment): string {
  switch (experiment.kind) {
    case 'fourier':
      return `MRI ${Math.round(100 * experiment.fraction)} %`;
    case 'tomography':
      return `${experiment.angles} views`;
    case 'gaussian':
      return `random sums ${Math.round(100 * experiment.fraction)} %`;
    case 'spikes':
      return `${experiment.count} points`;
  }
}

/** The baseline first, then what does better. */
function entriesFor(experiment: Experiment, measure: Measure, psf: PsfSpec | null): Simulated['entries'] {
  const { method, parameters } = recovery(measure, psf ?? 'box:1');
  switch (experiment.kind) {
    case 'fourier':
      return [
        { method: 'zero-filling', parameters, label: 'Zero filling' },
        { method, parameters: { ...parameters, prior: 'wavelets' }, label: 'Fewest wavelets' },
        { method, parameters: { ...parameters, prior: 'variation' }, label: 'Least total variation' },
      ];
    case 'tomography':
      return [
        { method: 'filtered-back-projection', parameters, label: 'Filtered back projection' },
        { method, parameters, label: 'Least total variation' },
      ];
    case 'gaussian':
      return [
        { method, parameters: { ...parameters, basis: 'wavelets' }, label: 'Fewest wavelets' },
        { method, parameters: { ...parameters, basis: 'cosines' }, label: 'Fewest cosines' },
      ];
    case 'spikes':
      return [
        { method: 'richardson-lucy', parameters, label: 'Richardson–Lucy' },
        { method, parameters, label: 'Fewest spikes' },
      ];
  }
}

/** Puts a grey picture into the session as an image of its own. */
async function add(session: Session, picture: Image, name: string, shownAs?: string): Promise<ImageInfo> {
  const { id, base } = session.newBase();
  const { width, height } = picture;
  const format = { width, height, bands: 1, alpha: false, sample: 'float32' } as const;
  const writer = await createPixelFile(base, format);
  await writer.writeRegion(0, 0, picture);
  const { levels } = await writer.finish();
  const info: ImageInfo = {
    id,
    name,
    width,
    height,
    channels: 1,
    alpha: false,
    depth: 32,
    format: 'result',
    profile: null,
    path: null,
    bytes: null,
    hasGps: false,
    levels,
    notices: [],
  };
  const record: ImageRecord = { info, base, format, kind: 'original', origin: id, lineage: [] };
  session.add(shownAs === undefined ? record : { ...record, shownAs });
  return info;
}
