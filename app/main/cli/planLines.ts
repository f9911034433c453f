import type { RestorationPlan } from '../../contract/index.ts';

/** A plan in words, a line for each step and for each thing left alone. */
export function linesOf({ steps, leftAlone }: RestorationPlan): string[] {
  return [
    ...steps.map(
      ({ method, parameters, reason }, index) => `${index + 1}. ${method}${settings(parameters)}: ${reason}`,
    ),
    ...leftAlone.map((sentence) => `left alone: ${sentence}`),
  ];
}

function settings(parameters: RestorationPlan['steps'][number]['parameters']): string {
  const parts = Object.entries(parameters).map(([name, value]) => `${name} ${shown(value)}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

const shown = (value: RestorationPlan['steps'][number]['parameters'][string]): string =>
  typeof value !== 'object'
    ? String(value)
    : value.kind === 'gaussian'
      ? `gaussian:${value.sigma}`
      : value.kind;
