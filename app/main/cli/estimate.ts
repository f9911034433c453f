import { resolve } from 'node:path';
import type { ParameterValues } from '../../compute/parameters.ts';
import type { RestorationPlan } from '../../contract/index.ts';
import type { House } from '../services/index.ts';
import type { Context } from './context.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { orStopped, withHouse } from './house.ts';
import { linesOf } from './planLines.ts';
import { openOne } from './wholeImages.ts';

interface Estimate {
  /** Standard deviation, 8-bit units. */
  readonly noise: number;
  /** False where it is smoothed, as by JPEG, and therefore underestimated; null where there is too little. */
  readonly whiteNoise: boolean | null;
  /** Standard deviation in pixels of the Gaussian that blurs edges as much; null without edges. */
  readonly blur: number | null;
  /** By how much an interpolating filter enlarged it; 1 without a trace of that, null where it is too small to tell. */
  readonly enlarged: number | null;
  /** 1 to 100; null where the file is no JPEG. */
  readonly jpegQuality: number | null;
  /** The steps that `--task auto` would run, in order; none where it would leave the picture. */
  readonly plan: readonly {
    readonly method: string;
    readonly parameters: ParameterValues;
    readonly reason: string;
  }[];
}

/** Prints what can be measured of the damage, and what `auto` would do about it. */
export function estimate(context: Context, path: string, json: boolean): Promise<ExitStatus> {
  const { terminal } = context;
  return withHouse(context, {}, async (house, signal) => {
    const plan = await orStopped(planOf(house, resolve(path)), signal);
    const { noise, white, blur, enlarged, jpegQuality } = plan.damage;
    if (json) terminal.json(figuresOf(plan));
    else {
      terminal.print(`noise         ${noise.toFixed(1)} of 255${white === false ? smoothedNoise : ''}`);
      terminal.print(
        `blur          ${blur === null ? 'no edges to measure it at' : `${blur.toFixed(2)} pixels`}`,
      );
      terminal.print(`enlarged      ${enlargement(enlarged)}`);
      terminal.print(`JPEG quality  ${jpegQuality ?? 'not a JPEG'}`);
      for (const line of linesOf(plan)) terminal.print(`auto          ${line}`);
    }
    return exitStatus.done;
  });
}

async function planOf(house: House, path: string): Promise<RestorationPlan> {
  const { id } = await openOne(house, { kind: 'path', path });
  return house.services.restoration.plan({ image: id });
}

function figuresOf({ damage, steps }: RestorationPlan): Estimate {
  const { noise, white, blur, enlarged, jpegQuality } = damage;
  const plan = steps.map(({ method, parameters, reason }) => ({ method, parameters, reason }));
  return { noise, whiteNoise: white, blur, enlarged, jpegQuality, plan };
}

const smoothedNoise = ', or more: it is not white, as after JPEG or smoothing';

function enlargement(factor: number | null): string {
  if (factor === null) return 'too small or too plain to tell';
  return factor === 1
    ? 'no trace of interpolation'
    : `about ${factor.toFixed(2)} times, by an interpolating filter`;
}
