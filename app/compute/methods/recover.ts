import type { Method } from '../method.ts';
import { compressedSensing } from './compressedSensing.ts';
import { filteredBackProjection } from './filteredBackProjection.ts';
import { mriRecover } from './mriRecover.ts';
import { pnpDemosaic } from './pnpDemosaic.ts';
import { pnpMri } from './pnpMri.ts';
import { sparseSpikes } from './sparseSpikes.ts';
import { tomographyRecover } from './tomographyRecover.ts';
import { zeroFilling } from './zeroFilling.ts';

/** Methods for pictures that were measured otherwise than by a camera: the Lab. */
export const recoverMethods: readonly Method[] = [
  mriRecover,
  zeroFilling,
  tomographyRecover,
  filteredBackProjection,
  compressedSensing,
  sparseSpikes,
  pnpMri,
  pnpDemosaic,
];
