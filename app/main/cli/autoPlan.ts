import type { NoiseEstimate } from '../../compute/estimate/noise.ts';
import type { ImageInfo, MethodDescription } from '../../contract/index.ts';
import type { EngineProcess } from '../processes/index.ts';
import { type CheckedStep, checkSteps, type Recipe } from '../services/batch/recipe.ts';
import type { Session } from '../session/session.ts';

/** Noise below this, in 8-bit units, is not seen at normal viewing; smoothing would only cost detail. */
export const visibleNoise = 3;
const denoiser = 'tv-denoise';

export interface AutoPlan extends NoiseEstimate {
  readonly steps: readonly CheckedStep[];
  /** In words for a person. */
  readonly reason: string;
}

/** What `auto` does to a picture: denoise where the noise is visible, else nothing. */
export async function planAutomatically(
  image: ImageInfo,
  deps: { session: Session; engine: Pick<EngineProcess, 'estimate'>; methods: readonly MethodDescription[] },
): Promise<AutoPlan> {
  const { noise, white } = await deps.engine.estimate({ source: deps.session.get(image.id).base });
  const measured = `noise measured: ${noise.toFixed(1)} of 255`;
  if (noise <= visibleNoise)
    return {
      noise,
      white,
      steps: [],
      reason: `left unchanged: ${measured}, visible only above ${visibleNoise}`,
    };
  const steps = checkSteps([{ method: denoiser, parameters: {} }], deps.methods, false);
  return { noise, white, steps, reason: `denoised: ${measured}, visible above ${visibleNoise}` };
}

/** The automatic plan as a batch's recipe. */
export function automaticRecipe(deps: Parameters<typeof planAutomatically>[1]): Recipe {
  return {
    task: 'auto',
    method: 'auto',
    description: { auto: { denoiser, visibleNoise } },
    async plan(image) {
      const { steps, reason } = await planAutomatically(image, deps);
      return { steps, notice: reason };
    },
  };
}
