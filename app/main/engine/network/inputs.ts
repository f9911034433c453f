import type { InferenceSession } from 'onnxruntime-node';
import { UserFacingError } from '../../../compute/errors.ts';

type Dims = readonly (number | string)[];

/** Which of a network's inputs is the image and which, if any, the noise level. */
export interface Inputs {
  readonly image: string;
  readonly imageDims: Dims;
  readonly noise: { readonly name: string; readonly dims: Dims } | null;
}

/** @throws UserFacingError where the network does not take one image and at most a noise level */
export function inputsOf(session: InferenceSession): Inputs {
  const inputs = session.inputMetadata.map((input) => {
    if (!input.isTensor || input.type !== 'float32')
      throw new UserFacingError(
        `its input "${input.name}" is not of 32-bit floats`,
        'export it with float inputs',
      );
    return { name: input.name, dims: input.shape };
  });
  const pictures = inputs.filter(({ dims }) => dims.length === 4);
  const [image] = pictures.toSorted((a, b) => channelsHint(b.dims) - channelsHint(a.dims));
  if (image === undefined || inputs.length > 2)
    throw new UserFacingError(
      'it does not take one image of four dimensions, with at most a noise level beside it',
      'choose a network that maps an image to an image',
    );
  const [noise = null] = inputs.filter((input) => input !== image);
  return { image: image.name, imageDims: image.dims, noise };
}

/** Which of two pictures is the image: the one with more channels; a noise map has one. */
function channelsHint(dims: Dims): number {
  const counts = [dims[1], dims[3]].filter((dim) => typeof dim === 'number');
  return counts.includes(1) ? 1 : 2;
}
