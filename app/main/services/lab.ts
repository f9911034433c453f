import { seededRandom } from '../../compute/kernels/random.ts';
import type { PsfSpec } from '../../compute/parameters.ts';
import {
  contract,
  type Event,
  type Experiment,
  type Services,
  type Simulated,
} from '../../contract/index.ts';
import type { EngineCalls } from '../engine/protocol.ts';
import type { Session } from '../session/session.ts';
import { type Measure, recovery } from './degrade/measure.ts';
import { simulate } from './degrade/simulate.ts';
import { stemOf } from './exports/naming.ts';
import { addGrey, greySquare } from './lab/greySquare.ts';
import { createInversion } from './lab/inversion.ts';
import { createLabRuns } from './lab/runs.ts';
import { createSparseCodes } from './lab/sparseCodes.ts';
import { viewOf } from './lab/view.ts';

export interface LabDeps {
  readonly session: Session;
  readonly engine: Pick<EngineCalls, 'sparseCodes' | 'inversion'>;
  /** The app's own. */
  readonly modelsFolder: string;
  readonly emit: (event: Event) => void;
}

/**
 * Experiments: a photo measured by something that is no camera, by the same code as the command line's; solvers and
 * networks on sparse codes and on one inverse problem.
 */
export function createLab(deps: LabDeps): Services['lab'] {
  const { session } = deps;
  const runs = createLabRuns(deps.emit);
  return {
    ...createSparseCodes(deps, runs),
    ...createInversion(deps, runs),
    stop: ({ run }) => {
      runs.stop(run);
      return Promise.resolve(null);
    },
    simulate: async (input) => {
      const { image, experiment, side, noise, seed } = contract.lab.simulate.input.parse(input);
      const photo = session.get(image);
      const measure = measureOf(experiment, seed);
      const psf = psfOf(experiment);
      const order = { colours: 1, psf, boundary: 'reflect', measure, noise: noise || undefined } as const;
      const { scene, image: data } = simulate(await greySquare(photo, side), order, seededRandom(seed));
      const name = stemOf(photo.info.name);
      const truth = await addGrey(session, scene, `${name}, true ${side}`);
      const views = experiment.kind === 'tomography' ? experiment.angles : side;
      const view =
        experiment.kind === 'spikes'
          ? null
          : await addGrey(session, viewOf(data, experiment, views), `${name}, view`);
      const measurement = await addGrey(session, data, `${name}, ${wordsFor(experiment)}`, view?.id);
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
