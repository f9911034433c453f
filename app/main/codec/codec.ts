import { decodeImage } from './decode.ts';
import { encodeImage } from './encode.ts';
import { decodeMaskImage } from './mask.ts';
import { readMatrixFile } from './matrix.ts';
import type { CodecCalls } from './protocol.ts';

/** The codec in this very process; `codecEntry.ts` serves it from a process of its own. */
export const codec: CodecCalls = {
  decode: decodeImage,
  decodeMask: decodeMaskImage,
  encode: encodeImage,
  readMatrix: readMatrixFile,
};
