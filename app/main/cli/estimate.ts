import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { estimateBlur } from '../../compute/estimate/blur.ts';
import { estimateEnlargement } from '../../compute/estimate/enlargement.ts';
import { jpegQuality } from '../../compute/estimate/jpegQuality.ts';
import type { ParameterValues } from '../../compute/parameters.ts';
import type { House } from '../services/index.ts';
import type { Context } from './context.ts';
import { planAutomatically } from './autoPlan.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { orStopped, withHouse } from './house.ts';
import { openOne, readMiddle } from './wholeImages.ts';

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
    const { figures, reason } = await orStopped(measure(house, resolve(path)), signal);
    if (json) terminal.json(figures);
    else {
      const { noise, whiteNoise, blur, enlarged, jpegQuality: quality } = figures;
      terminal.print(`noise         ${noise.toFixed(1)} of 255${whiteNoise === false ? smoothedNoise : ''}`);
      terminal.print(
        `blur          ${blur === null ? 'no edges to measure it at' : `${blur.toFixed(2)} pixels`}`,
      );
      terminal.print(`enlarged      ${enlargement(enlarged)}`);
      terminal.print(`JPEG quality  ${quality ?? 'not a JPEG'}`);
      terminal.print(`auto          ${reason}`);
    }
    return exitStatus.done;
  });
}

async function measure(house: House, path: string): Promise<{ figures: Estimate; reason: string }> {
  const image = await openOne(house, { kind: 'path', path });
  const methods = await house.services.methods.list({});
  const { noise, white, steps, reason } = await planAutomatically(image, { ...house, methods });
  const middle = await readMiddle(house, image);
  const figures = {
    noise,
    whiteNoise: white,
    blur: estimateBlur(middle, noise),
    enlarged: estimateEnlargement(middle),
    jpegQuality: image.format === 'jpeg' ? jpegQuality(await headOf(path)) : null,
    plan: steps.map(({ method, parameters }) => ({ method, parameters, reason })),
  };
  return { figures, reason };
}

const smoothedNoise = ', or more: it is not white, as after JPEG or smoothing';

function enlargement(factor: number | null): string {
  if (factor === null) return 'too small or too plain to tell';
  return factor === 1
    ? 'no trace of interpolation'
    : `about ${factor.toFixed(2)} times, by an interpolating filter`;
}

/** Far more than any JPEG has before its first scan. */
const headBytes = 2 ** 20;

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
