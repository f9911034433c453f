import { basename } from 'node:path';
import type { Measure, recovery } from '../services/degrade/measure.ts';
import { WrongUsage } from './exit.ts';

const forms = 'give mri:FRACTION[,PATTERN], tomography:ANGLES, gaussian:FRACTION or spikes:COUNT';
const patterns = ['variable', 'radial', 'random'] as const;

/** Reads `--measure`. @throws WrongUsage */
export function parseMeasure(text: string, seed: number): Measure {
  const [kind, rest = ''] = text.split(':', 2);
  const [first = '', second = 'variable', ...others] = rest.split(',');
  const value = first.trim() === '' ? NaN : Number(first);
  const fraction = value > 0 && value <= 1;
  const count = Number.isInteger(value) && value > 0;
  const alone = !rest.includes(',');
  const pattern = patterns.find((name) => name === second);
  if (kind === 'mri' && fraction && pattern !== undefined && others.length === 0)
    return { kind: 'fourier', pattern, fraction: value, seed };
  if (kind === 'gaussian' && fraction && alone) return { kind, fraction: value, seed };
  if (kind === 'tomography' && count && alone) return { kind, angles: value };
  if (kind === 'spikes' && count && alone) return { kind, count: value };
  throw new WrongUsage('is not a measurement', forms, `--measure ${text}`);
}

/** The command that recovers what was written to `out`. */
export function recoveryCommand(
  out: string,
  { method, parameters }: ReturnType<typeof recovery<string>>,
): string {
  const set = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return `pentimento restore ${basename(out)} --method ${method} --set ${set.join(' ')}`;
}
