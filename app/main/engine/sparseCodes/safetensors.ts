import { z } from 'zod';

/** A stored array. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Bytes an entry takes, by type. */
const bytesOf = { F32: 4, F16: 2, I8: 1 } as const;

const header = z.record(
  z.string(),
  z.object({
    dtype: z.enum(['F32', 'F16', 'I8']),
    shape: z.array(z.int().nonnegative()),
    data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
  }),
);

/**
 * Reads the safetensors format: eight bytes with the length of a JSON header, the header, the arrays. Types other
 * than F32, F16 and I8 are not known.
 * @throws RangeError where the bytes are something else
 */
export function readSafetensors(bytes: Uint8Array): Map<string, Tensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (8 + length > bytes.length) throw new RangeError('it is cut short');
  const body = new DataView(bytes.buffer, bytes.byteOffset + 8 + length, bytes.byteLength - 8 - length);
  const tensors = new Map<string, Tensor>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(
    headerOf(bytes.subarray(8, 8 + length)),
  )) {
    const [from, to] = data_offsets;
    const count = shape.reduce((product, side) => product * side, 1);
    if (to - from !== count * bytesOf[dtype] || to > body.byteLength)
      throw new RangeError(`${name} is not where its header says`);
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = entry(body, dtype, from + i * bytesOf[dtype]);
    tensors.set(name, { shape, values });
  }
  return tensors;
}

function headerOf(bytes: Uint8Array): z.infer<typeof header> {
  try {
    return header.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new RangeError('its header is damaged');
  }
}

function entry(view: DataView, dtype: keyof typeof bytesOf, at: number): number {
  if (dtype === 'F32') return view.getFloat32(at, true);
  return dtype === 'I8' ? view.getInt8(at) : halfToFloat(view.getUint16(at, true));
}

/** The value of an IEEE 754 number of 16 bits. */
export function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
