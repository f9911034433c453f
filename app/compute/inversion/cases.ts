import { deadLeaves } from '../deadLeaves.ts';
import type { Image } from '../image.ts';
import { derivedSeed, seededRandom } from '../kernels/random.ts';
import { tvDeblurStrength } from '../methods/tvDeblur.ts';
import type { Measuring } from './problem.ts';

/** As the networks were trained, and what they were not trained for. */
export type CaseId = 'trained' | 'noise' | 'blur' | 'shapes';

export interface Case {
  readonly id: CaseId;
  readonly title: string;
  readonly truth: Image;
  readonly measuring: Measuring;
}

const moreNoise = 3;
const widerBlur = 1.5;
/** Radius in pixels of the smallest. */
const smallestShape = 6;

/** @param photo a grey square  @param trained what the networks were trained for */
export function casesOf(photo: Image, trained: Measuring, seed: number): Case[] {
  const noise = moreNoise * trained.noise;
  // The solver may be told of the noise: λ by the rule that gave it for the noise of the training.
  const strength = (trained.strength * tvDeblurStrength(noise)) / tvDeblurStrength(trained.noise);
  const random = seededRandom(derivedSeed(seed, 0));
  const shapes = deadLeaves(photo.width, 1, () => random.uniform(), smallestShape);
  return [
    { id: 'trained', title: 'As trained', truth: photo, measuring: trained },
    { id: 'noise', title: 'More noise', truth: photo, measuring: { ...trained, noise, strength } },
    {
      id: 'blur',
      title: 'Wider blur',
      truth: photo,
      measuring: { ...trained, blur: widerBlur * trained.blur },
    },
    { id: 'shapes', title: 'Flat shapes', truth: shapes, measuring: trained },
  ];
}
