import type { ParameterValues } from '../parameters.ts';
import type { Damage } from './damage.ts';

export interface PlannedStep {
  /** A method's id. */
  readonly method: string;
  readonly parameters: ParameterValues;
  /** Those of the parameters that say how strong the step is. */
  readonly adjustable: readonly string[];
  /** Why, with what was measured, in words for a person. */
  readonly reason: string;
}

export interface RestorationPlan {
  /** In the order in which they are to run; none where the photograph is to stay as it is. */
  readonly steps: readonly PlannedStep[];
  /** What was looked at and is left as it is, and why: one sentence each. */
  readonly leftAlone: readonly string[];
}

export interface Possibilities {
  /** Whether something is marked to be filled. */
  readonly marked: boolean;
  /** The parameters of the methods that are installed, by the method's id. */
  readonly methods: ReadonlyMap<string, readonly string[]>;
}

/** When something is done at all. */
export const planningRules = {
  /** Noise below this, in 8-bit units, is not seen, and a denoiser would take as much detail as noise. */
  visibleNoise: 2.5,
  /** Sharp photographs measure up to 0.6 pixels; from here on a deblurring gains more than it risks. */
  clearBlur: 0.9,
  /** In wider ones the shape cannot be told. */
  widestBlur: 4,
  /** Deblurring multiplies what noise there is: no more than this, in 8-bit units. */
  mostNoiseToDeblur: 2.5,
  /** Below it, in 8-bit units, the field of experts keeps more detail; above, a network that knows clipping does. */
  strongNoise: 30,
  /** JPEG artefacts are seen below this quality. */
  visibleQuality: 90,
} as const;
const { visibleNoise, clearBlur, widestBlur, mostNoiseToDeblur, visibleQuality, strongNoise } = planningRules;
/** An enlargement by less may be chance. */
const leastEnlargement = 1.1;

/** The best first. */
const fillers = ['tv-inpaint'];
const artefactRemovers = ['network-artifacts'];
const denoisers = (noise: number): readonly string[] =>
  noise < strongNoise
    ? ['foe-denoise', 'network-denoise', 'tv-denoise']
    : ['network-denoise', 'foe-denoise', 'tv-denoise'];
const deblurrers = ['pnp-deblur', 'tv-deblur'];

/**
 * What to do to a photograph, from what was measured of it. Careful: it mends only damage that is beyond
 * doubt, in the reverse order of its making (a lens blurs, a sensor adds noise, a file loses what JPEG drops).
 * Noise that is not white may be texture, and is left; so is a blur under noise, and one that is an enlargement.
 */
export function planRestoration(damage: Damage, possibilities: Possibilities): RestorationPlan {
  const leftAlone: string[] = [];
  const steps = [fill, removeArtefacts, denoise, deblur].flatMap((consider) => {
    const outcome = consider(damage, possibilities);
    if (typeof outcome !== 'string') return outcome ?? [];
    leftAlone.push(outcome);
    return [];
  });
  return { steps, leftAlone };
}

/** A step; or why there is none; null where there is nothing to say. */
type Consideration = (damage: Damage, possibilities: Possibilities) => PlannedStep | string | null;

const fill: Consideration = (_damage, possibilities) => {
  if (!possibilities.marked) return null;
  return step(fillers, possibilities, {}, 'fills what is marked, and nothing else');
};

const removeArtefacts: Consideration = ({ jpegQuality }, possibilities) => {
  if (jpegQuality === null) return null;
  if (jpegQuality >= visibleQuality)
    return `JPEG quality ${jpegQuality}: artefacts are seen below ${visibleQuality} only.`;
  return (
    step(
      artefactRemovers,
      possibilities,
      { quality: jpegQuality },
      `the file's JPEG quality is ${jpegQuality}; artefacts are seen below ${visibleQuality}`,
    ) ?? `JPEG quality ${jpegQuality}: its artefacts stay, since no network against them is installed.`
  );
};

const denoise: Consideration = ({ noise, white }, possibilities) => {
  const measured = `${noise.toFixed(1)} of 255`;
  if (noise < visibleNoise) return `Noise ${measured}: seen above ${visibleNoise} only.`;
  if (white !== true) return `Noise ${measured}, but not white: it may be texture, or is smoothed already.`;
  const reason = `noise of ${measured} was measured, white; it is seen above ${visibleNoise}`;
  return step(denoisers(noise), possibilities, { noise: tenths(noise) }, reason);
};

const deblur: Consideration = ({ blur, gaussian, noise, enlarged, jpegQuality }, possibilities) => {
  if (blur === null) return 'Blur: too little detail to measure it by.';
  const measured = `Blur ${blur.toFixed(1)} pixels`;
  if (blur < clearBlur) return `${measured}: as sharp as a photograph is, below ${clearBlur}.`;
  if (enlarged !== null && enlarged >= leastEnlargement)
    return `${measured}, but it was enlarged about ${enlarged.toFixed(1)} times: the detail was never there.`;
  if (noise > mostNoiseToDeblur)
    return `${measured}, under noise of ${noise.toFixed(1)}: sharpening would bring out more noise than detail.`;
  if (jpegQuality !== null && jpegQuality < visibleQuality)
    return `${measured}, but sharpening would bring out the artefacts of JPEG quality ${jpegQuality}.`;
  if (blur > widestBlur || gaussian !== true)
    return `${measured}, but not shaped like a Gaussian: Deblur undoes a defocus or a shake that you describe.`;
  return step(
    deblurrers,
    possibilities,
    { psf: { kind: 'gaussian', sigma: tenths(blur) } },
    `a blur of ${blur.toFixed(1)} pixels was measured, and little noise (${noise.toFixed(1)}); sharp photographs stay below ${clearBlur}`,
  );
};

/** The step by the best of the methods that is installed, with those of the values that it takes. */
function step(
  ids: readonly string[],
  { methods }: Possibilities,
  values: ParameterValues,
  reason: string,
): PlannedStep | null {
  for (const method of ids) {
    const known = methods.get(method);
    if (known === undefined) continue;
    const taken = Object.entries(values).filter(([name]) => known.includes(name));
    return {
      method,
      parameters: Object.fromEntries(taken),
      adjustable: taken.map(([name]) => name),
      reason,
    };
  }
  return null;
}

const tenths = (value: number): number => Math.round(10 * value) / 10;
