/**
 * Writes tiny ONNX files for tests: just enough of the protocol buffers of onnx.proto (ModelProto,
 * GraphProto, NodeProto, TensorProto, ValueInfoProto), opset 17.
 */

type Field = readonly [number: number, value: number | string | Uint8Array];

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

/** A message of varint and length-delimited fields. */
function message(...fields: Field[]): Uint8Array {
  const parts = fields.map(([number, value]) => {
    if (typeof value === 'number') return Uint8Array.from([...varint(number * 8), ...varint(value)]);
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    return Buffer.concat([Uint8Array.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
  });
  return Buffer.concat(parts);
}

const floatType = 1;
const int64Type = 7;
const littleEndian = (values: Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** An initializer of floats. */
export function floats(name: string, dims: readonly number[], values: readonly number[]): Uint8Array {
  const data = littleEndian(Float32Array.from(values));
  return message(...dims.map((dim): Field => [1, dim]), [2, floatType], [8, name], [9, data]);
}

/** An initializer whose values are said to lie in another file. */
export function externalFloats(name: string, dims: readonly number[], file: string): Uint8Array {
  const location = message([1, 'location'], [2, file]);
  return message(...dims.map((dim): Field => [1, dim]), [2, floatType], [8, name], [13, location], [14, 1]);
}

/** An initializer of 64-bit integers. */
export function integers(name: string, values: readonly number[]): Uint8Array {
  const data = littleEndian(BigInt64Array.from(values, BigInt));
  return message([1, values.length], [2, int64Type], [8, name], [9, data]);
}

type Attribute = number | string | readonly number[];

function attribute(name: string, value: Attribute): Uint8Array {
  if (typeof value === 'number') return message([1, name], [3, value], [20, 2]);
  if (typeof value === 'string') return message([1, name], [4, value], [20, 3]);
  return message([1, name], ...value.map((entry): Field => [8, entry]), [20, 7]);
}

/** One operation of the graph; empty names are absent optional inputs. */
export function node(
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, Attribute>> = {},
): Uint8Array {
  return message(
    ...inputs.map((input): Field => [1, input]),
    [2, output],
    [4, type],
    ...Object.entries(attributes).map(([name, value]): Field => [5, attribute(name, value)]),
  );
}

/** A graph's float input or output; named dimensions are free. */
export function value(name: string, dims: readonly (number | string)[], type = floatType): Uint8Array {
  const shape = message(
    ...dims.map((dim): Field => [1, message(typeof dim === 'number' ? [1, dim] : [2, dim])]),
  );
  return message([1, name], [2, message([1, message([1, type], [2, shape])])]);
}

/** A whole model file. */
export function onnxFile(graph: {
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
  readonly nodes: readonly Uint8Array[];
  readonly initializers?: readonly Uint8Array[];
}): Uint8Array {
  const fields = (number: number, values: readonly Uint8Array[]): Field[] =>
    values.map((entry): Field => [number, entry]);
  const body = message(
    ...fields(1, graph.nodes),
    [2, 'tiny'],
    ...fields(5, graph.initializers ?? []),
    ...fields(11, graph.inputs),
    ...fields(12, graph.outputs),
  );
  return message([1, 8], [7, body], [8, message([1, ''], [2, 17])]);
}
