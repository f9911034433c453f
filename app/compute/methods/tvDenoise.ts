import { defineMethod } from '../defineMethod.ts';
import { type Selection, tvStrength, weakest } from '../estimate/tvStrength.ts';
import { floats } from '../kernels/memory.ts';
import { choice, number } from '../parameters.ts';
import { RofDual } from '../solvers/rofDual.ts';
import { identityModel } from './identityModel.ts';
import {
  iterationsParameter,
  noiseParameter,
  resolveNoise,
  resolveStrength,
  strengthParameter,
} from './noiseParameters.ts';
import { resolved } from './resolved.ts';

export const tvDenoise = defineMethod({
  id: 'tv-denoise',
  task: 'denoise',
  title: 'Total variation',
  summary:
    'Removes noise and keeps edges sharp by making the photo as little varying as its noise allows. A few seconds per megapixel; strong settings look painted.',
  reference:
    'Rudin, Osher and Fatemi, "Nonlinear total variation based noise removal algorithms", 1992; solved by Beck and Teboulle, IEEE TIP 2009',
  parameters: {
    noise: noiseParameter,
    strength: strengthParameter('λ in ½‖x − y‖² + λ TV(x)', weakest),
    selection: choice({
      label: 'Choice',
      help: 'How an automatic strength is chosen: for the least error to be expected, for a residual as large as the noise, or for a residual like white noise, whatever the noise is.',
      options: [
        { value: 'sure', label: 'Least expected error (SURE)' },
        { value: 'discrepancy', label: 'Residual as large as the noise' },
        { value: 'whiteness', label: 'Residual like white noise' },
      ],
      default: 'sure',
    }),
    iterations: iterationsParameter(5000, 300),
    tolerance: number({
      label: 'Tolerance',
      help: 'Stops when the duality gap, relative to the objective, is this small.',
      min: 1e-7,
      max: 0.1,
      default: 2e-4,
      scale: 'log',
    }),
  },
  tiling: { kind: 'tiles', halo: () => 64 },
  workingCopies: 7,
  resolve(sample, values, estimates) {
    const { noise, chosen } = resolveNoise(values.noise, estimates);
    const found = resolveStrength(
      values.strength,
      () => tvStrength(sample.image, noise, values.selection),
      reasonFor[values.selection](noise.toFixed(1)),
    );
    return Promise.resolve({
      values: { ...values, noise, strength: found.strength },
      chosen: [...chosen, ...found.chosen],
    });
  },
  forwardModel: (_problem, { noise }) => identityModel(resolved(noise)),
  async *run({ image }, values) {
    const solver = new RofDual(image, resolved(values.strength));
    const { iterations, tolerance } = values;
    for (let done = 0; done < iterations;) {
      const next = Math.min(iterations, gapLooks.find((look) => look > done) ?? done + gapInterval);
      solver.advance(next - done);
      done = next;
      const { primal, dual, relative } = solver.gap();
      yield await Promise.resolve({ iteration: done, iterations, objective: primal, dual });
      if (relative <= tolerance) break;
    }
    const result = { ...image, data: floats(image.data.length) };
    solver.solution(result.data);
    return result;
  },
});

const reasonFor: Readonly<Record<Selection, (noise: string) => string>> = {
  sure: (noise) => `strength chosen for the least error that noise of ${noise} leads to expect (SURE)`,
  discrepancy: (noise) => `strength that takes away as much as there is noise (${noise})`,
  whiteness: () => 'strength that takes away what is most like white noise',
};

/** Iterations between two looks at the gap, which costs about as much as one of them. */
const gapInterval = 8;
/** The first looks: most of the fall is there. */
const gapLooks = [1, 3, gapInterval];
