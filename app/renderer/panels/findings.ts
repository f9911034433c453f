import type { ResidualSummary } from '../../contract/index.ts';
import { residualText } from '../dialogs/compare/captions.ts';

/** One line of what the photo says. */
export interface Finding {
  readonly label: string;
  readonly value: string;
  readonly help: string;
  readonly good?: boolean | null;
}

/** How much a result leaves unexplained, and whether that looks like noise. */
export function residualFindings(residual: ResidualSummary | null): Finding[] {
  if (!residual) return [];
  const { colour, colouring } = residual;
  const size = {
    label: 'Residual',
    value: residualText(residual),
    help: 'What the result leaves unexplained of the photo. About 1 σ: as much as the noise, no more and no less.',
  };
  if (colour === null || colouring === null) return [size];
  const look = {
    label: 'Left out',
    value: colouring,
    good: colouring === 'white' ? true : colouring === 'coloured' ? false : null,
    help: `Whether what the result leaves out looks like noise, or holds traces of the picture. Its neighbouring pixels correlate by ${colour.toFixed(2)}; 0 is white noise, and noise from a camera is often coloured itself.`,
  };
  return [size, look];
}
