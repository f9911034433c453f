import { UserFacingError } from '../errors.ts';
import type { Method } from '../method.ts';
import { bicubicUpscale } from './bicubicUpscale.ts';
import { biharmonicInpaint } from './biharmonicInpaint.ts';
import { denoiserDeblurMethods } from './denoiserDeblur.ts';
import { epllDeblur } from './epllDeblur.ts';
import { epllDenoise } from './epllDenoise.ts';
import { foeDeblur } from './foeDeblur.ts';
import { foeDenoise } from './foeDenoise.ts';
import { gaussianDenoise } from './gaussianDenoise.ts';
import { harmonicInpaint } from './harmonicInpaint.ts';
import { heatDenoise } from './heatDenoise.ts';
import { lanczosUpscale } from './lanczosUpscale.ts';
import { networkArtifacts } from './networkArtifacts.ts';
import { networkDenoise } from './networkDenoise.ts';
import { networkRestore } from './networkRestore.ts';
import { networkUpscale } from './networkUpscale.ts';
import { pnpDeblur } from './pnpDeblur.ts';
import { pnpInpaint } from './pnpInpaint.ts';
import { pnpUpscale } from './pnpUpscale.ts';
import { poissonTvDeblur } from './poissonTvDeblur.ts';
import { recoverMethods } from './recover.ts';
import { richardsonLucy } from './richardsonLucy.ts';
import { smoothedTvDeblur } from './smoothedTvDeblur.ts';
import { smoothedTvDenoise } from './smoothedTvDenoise.ts';
import { smoothedTvInpaint } from './smoothedTvInpaint.ts';
import { sobolevDeblur } from './sobolevDeblur.ts';
import { sobolevDenoise } from './sobolevDenoise.ts';
import { sobolevInpaint } from './sobolevInpaint.ts';
import { sobolevUpscale } from './sobolevUpscale.ts';
import { tgvDenoise } from './tgvDenoise.ts';
import { tgvInpaint } from './tgvInpaint.ts';
import { tgvUpscale } from './tgvUpscale.ts';
import { tikhonovDeblur } from './tikhonovDeblur.ts';
import { tvDeblur } from './tvDeblur.ts';
import { tvDenoise } from './tvDenoise.ts';
import { tvFlowDenoise } from './tvFlowDenoise.ts';
import { tvInpaint } from './tvInpaint.ts';
import { tvUpscale } from './tvUpscale.ts';
import { waveletDeblur } from './waveletDeblur.ts';
import { waveletDenoise } from './waveletDenoise.ts';
import { waveletL1Denoise } from './waveletL1Denoise.ts';
import { unrolledDeblur } from './unrolledDeblur.ts';
import { unrolledUpscale } from './unrolledUpscale.ts';
import { wienerDeblur } from './wienerDeblur.ts';

/** Every method the app offers but those that networks' cards add; of each task the recommended one comes first. */
export const methods: readonly Method[] = [
  networkArtifacts,
  networkRestore,
  tvDenoise,
  networkDenoise,
  tgvDenoise,
  waveletDenoise,
  waveletL1Denoise,
  tvFlowDenoise,
  smoothedTvDenoise,
  sobolevDenoise,
  heatDenoise,
  foeDenoise,
  epllDenoise,
  gaussianDenoise,
  tvDeblur,
  wienerDeblur,
  smoothedTvDeblur,
  poissonTvDeblur,
  waveletDeblur,
  sobolevDeblur,
  tikhonovDeblur,
  richardsonLucy,
  pnpDeblur,
  unrolledDeblur,
  epllDeblur,
  foeDeblur,
  ...denoiserDeblurMethods,
  harmonicInpaint,
  tvInpaint,
  tgvInpaint,
  smoothedTvInpaint,
  sobolevInpaint,
  biharmonicInpaint,
  pnpInpaint,
  tvUpscale,
  networkUpscale,
  tgvUpscale,
  sobolevUpscale,
  lanczosUpscale,
  bicubicUpscale,
  pnpUpscale,
  unrolledUpscale,
  ...recoverMethods,
];

/** @throws UserFacingError naming the nearest ids */
export function findMethod(id: string): Method {
  const found = methods.find((method) => method.id === id);
  if (found !== undefined) return found;
  const nearest = methods
    .map((method) => ({ id: method.id, distance: editDistance(id, method.id) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3);
  throw new UserFacingError(
    `"${id}" is not a method`,
    `the nearest are ${nearest.map((method) => method.id).join(', ')}`,
  );
}

/** Levenshtein distance: insertions, deletions and replacements of one character. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
