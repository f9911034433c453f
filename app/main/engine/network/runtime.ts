import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { UserFacingError } from '../../../compute/errors.ts';

/** Anything larger is not a single-file network. */
export const mostModelBytes = 2 * 2 ** 30;

/** The runtime's native library is loaded when the first network is. */
const loadRuntime = (): Promise<typeof import('onnxruntime-node')> => import('onnxruntime-node');

const labels: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'Core ML',
  webgpu: 'WebGPU',
};

export const deviceLabel = (device: string): string => labels[device] ?? device;

/** What networks can run on here, the processor first. */
export async function listDevices(): Promise<string[]> {
  const { listSupportedBackends } = await loadRuntime();
  const backends = listSupportedBackends().filter(({ name, bundled }) => bundled || hasProvider(name));
  const names = backends.map(({ name }) => name).filter((name) => name in labels && name !== 'cpu');
  return ['cpu', ...names];
}

/** CUDA's libraries are no part of the package; they may have been installed beside it. */
function hasProvider(name: string): boolean {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  const libraries = join(dirname(entry), '..', 'bin', 'napi-v6', process.platform, process.arch);
  const file =
    process.platform === 'win32'
      ? `onnxruntime_providers_${name}.dll`
      : `libonnxruntime_providers_${name}.so`;
  return existsSync(join(libraries, file));
}

/** Of the inference library: another one may be quicker elsewhere. */
export async function runtimeVersion(): Promise<string> {
  const { env } = await loadRuntime();
  return env.versions.node ?? env.versions.common;
}

/** A network that was loaded and checked failed on a picture: memory exhausted, device lost. */
export class NetworkFailure extends UserFacingError {
  constructor(network: string, device: string, cause: unknown) {
    const problem = `the network failed on ${deviceLabel(device)} (${tidy(String(cause))})`;
    super(problem, 'choose another device, or lower the memory limit in the settings', network);
  }
}

/** @throws UserFacingError where the file cannot be loaded */
export async function openNetworkFile(path: string, device: string): Promise<InferenceSession> {
  const { InferenceSession } = await loadRuntime();
  try {
    return await InferenceSession.create(path, { executionProviders: [device], logSeverityLevel: 4 });
  } catch (error) {
    throw new UserFacingError(...loadProblem(String(error)));
  }
}

function loadProblem(message: string): [problem: string, remedy: string] {
  if (/external data/iu.test(message))
    return ['its weights lie in another file', 'save the network as one single ONNX file'];
  if (/No Op registered for (\S+)/u.test(message)) {
    const operator = /No Op registered for (\S+)/u.exec(message)?.[1] ?? '';
    return [`it uses the operator ${operator}, which is not supported`, 'export it with standard operators'];
  }
  if (/not implemented|NOT_IMPLEMENTED|Could not find an implementation/iu.test(message))
    return ['it uses an operator that is not supported here', 'export it with 32-bit floats'];
  if (/opset/iu.test(message)) return ['it was made for another version of ONNX', 'export it for opset 17'];
  if (/protobuf parsing failed|ModelProto|does not have a graph|no such file/iu.test(message))
    return ['it is not an ONNX file, or it is damaged', 'fetch it again'];
  return [`it cannot be loaded (${tidy(message)})`, 'export it again, or choose another network'];
}

/** The essence of the runtime's message: one line, no addresses of source files. */
export function tidy(message: string): string {
  const text = message.replaceAll(/^Error: |\/\S*\/onnxruntime\S*|\s+/gu, (part) =>
    /\s/u.test(part) ? ' ' : '',
  );
  return text.trim().slice(0, 160);
}

/** Runs a network on float tensors, and checks that what comes back is an image-like float tensor. */
export async function runTensors(
  session: InferenceSession,
  feeds: Readonly<Record<string, { data: Float32Array; dims: readonly number[] }>>,
): Promise<{ data: Float32Array; dims: readonly number[] }> {
  const { Tensor } = await loadRuntime();
  const tensors: Record<string, Tensor> = {};
  for (const [name, { data, dims }] of Object.entries(feeds))
    tensors[name] = new Tensor('float32', data, dims);
  const [outputName = ''] = session.outputNames;
  const results = await session.run(tensors, [outputName]);
  const result = results[outputName];
  if (result?.type !== 'float32' || !(result.data instanceof Float32Array))
    throw new UserFacingError('its output is not of 32-bit floats', 'export it with float outputs');
  const { data, dims } = result;
  for (const tensor of Object.values(tensors)) tensor.dispose();
  return { data, dims };
}
