import type { MethodDescription, Step } from '../../contract/index.ts';
import { defaultsOf, taskTitles } from './form.svelte.ts';

export interface PlannedStep extends Step {
  readonly title: string;
  readonly what: string;
}

/**
 * What "Restore" does: it fills what was marked, measures the noise and removes it. Each step is an
 * ordinary method with its own defaults, chosen from the photo where they can be.
 */
export function restorePlan(methods: readonly MethodDescription[], marked: boolean): readonly PlannedStep[] {
  const plan: PlannedStep[] = [];
  const add = (id: string, what: string): void => {
    const method = methods.find((candidate) => candidate.id === id);
    if (method)
      plan.push({
        method: id,
        parameters: defaultsOf(method),
        title: `${taskTitles[method.task]}: ${method.title}`,
        what,
      });
  };
  if (marked) add('tv-inpaint', 'Fill what you painted over. Nothing outside the mask changes.');
  add('tv-denoise', 'Measure the noise and take out as much as was measured, no more.');
  return plan;
}
