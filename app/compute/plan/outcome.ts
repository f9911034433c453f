import type { Task } from '../method.ts';
import type { ResidualSummary } from '../metrics/residual.ts';

/** A step that was run, and what the data say of its result. */
export interface StepOutcome {
  readonly task: Task;
  readonly title: string;
  readonly residual: ResidualSummary | null;
  /** Root mean square of (I − A⁺A) x̂, 8-bit units. */
  readonly invented: number;
  readonly changedOutsideMask: number | null;
}

/** Less of it, in 8-bit units, is rounding. */
const leastInvented = 0.05;

/**
 * What became of a photograph, one sentence each, for a person.
 * @param change root mean square of result − photograph, 8-bit units; null where their sizes differ
 */
export function tellOutcome(steps: readonly StepOutcome[], change: number | null): string[] {
  if (steps.length === 0) return ['The photo is unchanged, bit for bit.'];
  return [
    ...steps.map(tellStep),
    ...(change === null
      ? []
      : [`In all, the photo changed by ${change.toFixed(1)} of 255 (root mean square).`]),
    tellInvented(steps),
  ];
}

function tellStep({ task, title, residual, changedOutsideMask }: StepOutcome): string {
  if (task === 'inpaint')
    return `${title} filled what was marked; outside of it ${changedOutsideMask ?? 0} pixels changed.`;
  if (residual === null) return `${title} was run.`;
  const size = sizeOf(residual);
  const looks = looksOf(residual);
  if (task === 'denoise') return `${title} took out ${size}${looks}.`;
  if (task === 'deblur')
    return `${title}: the result, blurred again, differs from the photo by ${size}${looks}.`;
  return `${title} changed ${size}${looks}.`;
}

function sizeOf({ rms, sigmas }: ResidualSummary): string {
  return `${rms.toFixed(1)} of 255${sigmas === null ? '' : `, ${sigmas.toFixed(2)} times the noise`}`;
}

function looksOf({ colouring }: ResidualSummary): string {
  if (colouring === null) return '';
  if (colouring === 'white') return '; it looks like noise alone';
  return colouring === 'slightly coloured'
    ? '; it looks nearly like noise'
    : '; it is not like noise: look at the residual for traces of the picture';
}

function tellInvented(steps: readonly StepOutcome[]): string {
  const inventing = steps.filter(({ invented }) => invented >= leastInvented);
  if (inventing.length === 0) return 'Nothing was invented.';
  const parts = inventing.map(({ title, invented }) => `${invented.toFixed(1)} of 255 by ${title}`);
  return `Invented, where the photo says nothing: ${parts.join(', ')}; the invented map shows where.`;
}
