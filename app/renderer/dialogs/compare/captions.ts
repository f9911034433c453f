import type { ComparisonRow, JobResult, Score } from '../../../contract/index.ts';
import { count, formatNumber, formatSeconds } from '../../state/format.ts';

type Residual = NonNullable<JobResult['explanation']['residual']>;

/** In units of the noise, unless there is next to none to measure by. */
export function residualText({ sigmas, rms }: Residual): string {
  if (sigmas !== null && sigmas < 100) return `${formatNumber(sigmas)} σ`;
  return rms < 0.005 ? 'nothing' : `${formatNumber(rms)} of 255`;
}

export const psnrText = ({ psnr }: Score): string => (psnr === null ? 'identical' : `${psnr.toFixed(2)} dB`);

export const scoreText = (score: Score): string =>
  [psnrText(score), score.ssim === null ? '' : `SSIM ${score.ssim.toFixed(3)}`]
    .filter((part) => part !== '')
    .join(' · ');

/** What stands below a picture of the sheet, line by line. */
export function captionOf({ state, result, score, error, stage }: ComparisonRow): readonly string[] {
  if (state === 'failed') return [error?.problem ?? 'failed'];
  if (state === 'cancelled') return ['stopped'];
  if (state === 'waiting') return ['waiting'];
  if (result === null) return [stage === '' ? 'starting' : stage];
  const { residual } = result.explanation;
  const steps = result.iterations > 1 ? ` · ${count(result.iterations, 'iteration')}` : '';
  const lines = [`${formatSeconds(result.seconds)}${steps}`];
  if (score) lines.unshift(scoreText(score));
  if (residual)
    lines.push(`Residual ${residualText(residual)}${residual.colouring ? `, ${residual.colouring}` : ''}`);
  return lines;
}
