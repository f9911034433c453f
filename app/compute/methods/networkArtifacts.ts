import { defineMethod } from '../defineMethod.ts';
import { identityModel } from './identityModel.ts';
import { levelParameters, resolveLevel } from './networkLevel.ts';
import { denoisingHalo } from './plugAndPlay.ts';
import { resolved } from './resolved.ts';
import { runOnce } from './runOnce.ts';

export const networkArtifacts = defineMethod({
  id: 'network-artifacts',
  task: 'restore',
  title: 'JPEG artefacts',
  summary:
    'Removes the blocks and ringing of JPEG compression by a trained network that is told the quality, read from the file.',
  reference: 'Jiang, Zhang and Timofte, "Towards flexible blind JPEG artifacts removal", ICCV 2021',
  parameters: { quality: levelParameters.quality },
  networks: () => ['artifacts'],
  tiling: { kind: 'tiles', halo: () => denoisingHalo },
  workingCopies: 3,
  resolve: (_sample, values, estimates) => {
    const { value, chosen } = resolveLevel('quality', values.quality, estimates);
    return Promise.resolve({ values: { quality: value }, chosen });
  },
  // What compression lost is no linear map: the residual is what was changed.
  forwardModel: () => ({ ...identityModel(null), estimated: true }),
  run: ({ image }, { quality }, context) => runOnce(context, image, resolved(quality)),
});
