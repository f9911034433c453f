import { parseParameters } from '../../../compute/parameters.ts';
import { planningRules } from '../../../compute/plan/planRestoration.ts';
import { UserFacingError } from '../../../compute/errors.ts';
import type {
  ImageInfo,
  JobStep,
  MethodDescription,
  RestorationPlan,
  Services,
  TaskName,
} from '../../../contract/index.ts';

/** A step whose method and parameters were checked. */
export interface CheckedStep extends JobStep {
  readonly task: TaskName;
}

/** What is to be done to each picture. */
export interface Recipe {
  /** For `{task}` in names. */
  readonly task: string;
  /** For `{method}` in names. */
  readonly method: string;
  /** Everything that decides the result, for the journal and the report. */
  readonly description: unknown;
  /** The steps for one picture; the plan that they come from where they were chosen for it. */
  plan(image: ImageInfo): Promise<{ steps: readonly CheckedStep[]; plan: RestorationPlan | null }>;
}

/**
 * Checks steps once, before any picture is touched.
 * @throws UserFacingError for an unknown method, a wrong parameter, or an inpainting without a mask
 */
export function checkSteps(
  steps: readonly JobStep[],
  methods: readonly MethodDescription[],
  hasMask: boolean,
): CheckedStep[] {
  return steps.map(({ method, parameters, reason }) => {
    const found = methods.find((candidate) => candidate.id === method);
    if (found === undefined)
      throw new UserFacingError(
        'there is no such method',
        `choose one of ${methods.map(({ id }) => id).join(', ')}`,
        method,
      );
    if (found.task === 'inpaint' && !hasMask)
      throw new UserFacingError('needs a mask of what is to be filled', 'give a mask file', method);
    const checked = { method, parameters: parseParameters(found.parameters, parameters), task: found.task };
    return reason === undefined ? checked : { ...checked, reason };
  });
}

/** The same steps for every picture. */
export function fixedRecipe(steps: readonly CheckedStep[]): Recipe {
  const distinct = (words: readonly string[]) => [...new Set(words)].join('-');
  return {
    task: distinct(steps.map((step) => step.task)),
    method: distinct(steps.map((step) => step.method)),
    description: steps.map(({ method, parameters }) => ({ method, parameters })),
    plan: () => Promise.resolve({ steps, plan: null }),
  };
}

/** For every picture what its own damage asks for. */
export function automaticRecipe(
  restoration: Services['restoration'],
  methods: readonly MethodDescription[],
  marked: boolean,
): Recipe {
  return {
    task: 'auto',
    method: 'auto',
    description: { auto: { ...planningRules, methods: methods.map(({ id }) => id) } },
    async plan({ id }) {
      const plan = await restoration.plan({ image: id, marked });
      return { steps: checkSteps(plan.steps, methods, marked), plan };
    },
  };
}
