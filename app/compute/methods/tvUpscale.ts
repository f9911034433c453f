import { Downsampled } from '../dataTerms/downsampled.ts';
import { defineMethod } from '../defineMethod.ts';
import { tvStrength } from '../estimate/tvStrength.ts';
import type { Image } from '../image.ts';
import type { Chosen, Iterations } from '../method.ts';
import { Downsampling } from '../operators/downsampling.ts';
import { bicubic } from '../operators/resample.ts';
import { autoNumber, integer } from '../parameters.ts';
import { TotalVariation } from '../priors/totalVariation.ts';
import { ChambollePock } from '../solvers/chambollePock.ts';
import { resolved } from './resolved.ts';
import { silently } from './smoothFill.ts';
import { decimationModel, enlarge, scaleParameter } from './upscaling.ts';

export const tvUpscale = defineMethod({
  id: 'tv-upscale',
  task: 'upscale',
  title: 'Total variation',
  summary:
    'Of all larger photos that shrink back to this one, takes the one that varies least: sharper edges than interpolation. Allows for noise where there is some.',
  reference:
    'Marquina and Osher, "Image super-resolution by TV-regularization and Bregman iteration", 2008; solved by Chambolle and Pock 2011',
  parameters: {
    scale: scaleParameter,
    noise: autoNumber({
      label: 'Noise',
      help: 'Standard deviation of the noise on the 0–255 scale; sets the strength when that is automatic.',
      min: 0,
      max: 100,
      unit: 'levels',
    }),
    strength: autoNumber({
      label: 'Strength',
      help: 'λ in ½‖Ax − y‖² + λ TV(x), for values from 0 to 1; at 0 the result shrinks back to the photo exactly.',
      min: 0,
      max: 1,
    }),
    iterations: integer({
      label: 'Iterations',
      help: 'More sharpen edges further; most of the change comes early.',
      min: 1,
      max: 5000,
      default: 30,
      scale: 'log',
    }),
  },
  tiling: { kind: 'tiles', halo: () => 16 },
  workingCopies: 9,
  scale: (values) => values.scale,
  resolve(sample, values, estimates) {
    const chosen: Chosen[] = [];
    const noise = values.noise === 'auto' ? estimates.noise : values.noise;
    if (values.noise === 'auto')
      chosen.push({
        parameter: 'noise',
        value: noise,
        reason: `noise measured in the photo: ${noise.toFixed(1)}`,
      });
    const strength =
      values.strength === 'auto' ? strengthFor(sample.image, noise, values.scale) : values.strength;
    if (values.strength === 'auto')
      chosen.push({
        parameter: 'strength',
        value: strength,
        reason:
          strength === 0
            ? 'the photo has next to no noise: its pixels are kept exactly'
            : `strength that denoises this photo best at noise ${noise.toFixed(1)} (SURE), for the finer grid`,
      });
    return Promise.resolve({ values: { ...values, noise, strength }, chosen });
  },
  forwardModel: (problem, { scale, noise, strength }) =>
    decimationModel(problem, scale, resolved(strength) === 0 ? null : resolved(noise)),
  run: ({ image }, { scale, strength, iterations }) =>
    leastVariation(image, scale, resolved(strength), iterations),
});

/** Below this noise (8-bit units) the photo is taken at its word. */
const negligibleNoise = 2.5;

/** An edge is `scale` times as long on the finer grid, so that λ is as many times smaller. */
function strengthFor(image: Image, noise: number, scale: number): number {
  return noise < negligibleNoise ? 0 : tvStrength(image, noise) / scale;
}

/** min ½‖Ax − y‖² + λ TV(x), or for λ = 0 min TV(x) subject to Ax = y; from the bicubic enlargement. */
async function* leastVariation(
  image: Image,
  scale: number,
  strength: number,
  iterations: number,
): Iterations<Image> {
  const exact = strength === 0;
  const weight = exact ? 1 : strength;
  const start = yield* silently(enlarge(image, scale, bicubic), iterations);
  const prior = new TotalVariation(start.width, start.height, start.channels, weight);
  const dataTerm = new Downsampled(new Downsampling(image, scale), image.data, exact);
  const solver = new ChambollePock(prior, dataTerm, start.data, {
    kind: 'fixed',
    primalStep: primalStep / weight,
  });
  for (let iteration = 1; iteration <= iterations; iteration++) {
    solver.step();
    const measured = iteration % valueInterval === 0 || iteration === iterations;
    const x = solver.solution();
    yield await Promise.resolve({
      iteration,
      iterations,
      ...(measured && { objective: prior.value(x) + dataTerm.value(x) }),
    });
  }
  return { ...start, data: solver.solution() };
}

/** Of 0.01, 0.02, 0.05 and 0.1 the fastest on the one photograph tried: 0.5 % above its least variation after 30 steps. */
const primalStep = 0.01;
const valueInterval = 10;
