import { defineMethod } from '../defineMethod.ts';
import { flowStoppingTime } from '../estimate/stoppingTime.ts';
import { likeImage } from '../image.ts';
import { autoNumber } from '../parameters.ts';
import { iterate } from '../solvers/iterate.ts';
import { TvFlow } from '../solvers/tvFlow.ts';
import { identityModel } from './identityModel.ts';
import { noiseParameter, resolveNoise } from './noiseParameters.ts';
import { resolved } from './resolved.ts';

/** In units of the image's values; before the first nothing visible changes. */
const times = { least: 1e-4, most: 2 };
/** Where the search for the best time gives up. */
const mostSteps = 400;

export const tvFlowDenoise = defineMethod({
  id: 'tv-flow-denoise',
  task: 'denoise',
  title: 'Total variation flow',
  summary:
    'Wears noise away by letting every contour shrink, and stops when the least error is to be expected. Edges stay sharp; small details go first.',
  reference:
    'Andreu, Ballester, Caselles and Mazón, "Minimizing total variation flow", 2001, smoothed; stopped by Monte-Carlo SURE (Ramani, Blu and Unser 2008)',
  slow: true,
  parameters: {
    noise: noiseParameter,
    time: autoNumber({
      label: 'Time',
      help: 'How long the flow runs, for values from 0 to 1: a region loses contrast by time · perimeter / area.',
      min: times.least,
      max: times.most,
      scale: 'log',
    }),
  },
  tiling: { kind: 'tiles', halo: () => 64 },
  workingCopies: 8,
  resolve(sample, values, estimates) {
    const { noise, chosen } = resolveNoise(values.noise, estimates);
    if (values.time !== 'auto') return Promise.resolve({ values: { ...values, noise }, chosen });
    const begin = (start: typeof sample.image) => new TvFlow(start, roundingFor(noise, 0));
    const { time: best } = flowStoppingTime(sample.image, noise, begin, mostSteps);
    const time = Math.min(times.most, Math.max(times.least, best));
    const reason = `stops when noise of ${noise.toFixed(1)} leads to expect the least error (SURE)`;
    return Promise.resolve({
      values: { noise, time },
      chosen: [...chosen, { parameter: 'time', value: time, reason }],
    });
  },
  forwardModel: (_problem, { noise }) => identityModel(resolved(noise)),
  async *run({ image }, values) {
    const time = resolved(values.time);
    const rounding = roundingFor(resolved(values.noise), time);
    const iterations = Math.ceil(time / (rounding / 8));
    const flow = new TvFlow(image, rounding, time / iterations);
    yield* iterate(flow, { iterations, tolerance: 0 });
    const result = likeImage(image);
    flow.solution(result.data);
    return result;
  },
});

/** ε: well below the slopes of the noise, and such that the flow takes no more than 800 steps. */
function roundingFor(noise: number, time: number): number {
  return Math.max(1e-4, noise / 2550, time / 100);
}
