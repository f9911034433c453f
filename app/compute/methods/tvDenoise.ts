import { defineMethod } from '../defineMethod.ts';
import { tvStrength, weakest } from '../estimate/tvStrength.ts';
import { floats } from '../kernels/memory.ts';
import type { Chosen } from '../method.ts';
import { autoNumber, integer, number } from '../parameters.ts';
import { RofDual } from '../solvers/rofDual.ts';
import { identityModel } from './identityModel.ts';
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
    noise: autoNumber({
      label: 'Noise',
      help: 'Standard deviation of the noise on the 0–255 scale; sets the strength when that is automatic.',
      min: 0,
      max: 100,
      unit: 'levels',
    }),
    strength: autoNumber({
      label: 'Strength',
      help: 'λ in ½‖x − y‖² + λ TV(x), for values from 0 to 1: larger is smoother.',
      min: weakest,
      max: 2,
      scale: 'log',
    }),
    iterations: integer({
      label: 'Iterations',
      help: 'The most iterations to run.',
      min: 1,
      max: 5000,
      default: 300,
      scale: 'log',
    }),
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
    const chosen: Chosen[] = [];
    const noise = values.noise === 'auto' ? estimates.noise : values.noise;
    if (values.noise === 'auto')
      chosen.push({
        parameter: 'noise',
        value: noise,
        reason: `noise measured in the photo: ${noise.toFixed(1)}`,
      });
    const strength = values.strength === 'auto' ? tvStrength(sample.image, noise) : values.strength;
    if (values.strength === 'auto')
      chosen.push({
        parameter: 'strength',
        value: strength,
        reason: `strength chosen for the least error that noise of ${noise.toFixed(1)} leads to expect (SURE)`,
      });
    return Promise.resolve({ values: { ...values, noise, strength }, chosen });
  },
  forwardModel: (_problem, { noise }) => identityModel(resolved(noise)),
  async *run({ image }, values) {
    const solver = new RofDual(image, resolved(values.strength));
    const { iterations, tolerance } = values;
    for (let done = 0; done < iterations;) {
      const burst = Math.min(gapInterval, iterations - done);
      solver.advance(burst);
      done += burst;
      const { primal, dual, relative } = solver.gap();
      yield await Promise.resolve({ iteration: done, iterations, objective: primal, dual });
      if (relative <= tolerance) break;
    }
    const result = { ...image, data: floats(image.data.length) };
    solver.solution(result.data);
    return result;
  },
});

/** Iterations between two looks at the gap, which costs about as much as one of them. */
const gapInterval = 8;
