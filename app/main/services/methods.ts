import { UserFacingError } from '../../compute/errors.ts';
import type { Method } from '../../compute/method.ts';
import { methods as listed } from '../../compute/methods/registry.ts';
import type { Parameter, ParameterValue } from '../../compute/parameters.ts';
import type { MethodDescription, Services, Step } from '../../contract/index.ts';
import type { CodecCalls } from '../codec/protocol.ts';
import { methodOfCard } from '../engine/methods.ts';
import { findModels } from '../engine/network/catalogue.ts';
import type { Session } from '../session/session.ts';

export interface MethodsDeps {
  readonly session: Session;
  readonly codec: Pick<CodecCalls, 'readMatrix'>;
  /** Folders that hold models, the app's own first. */
  readonly modelFolders: readonly string[];
}

/** Largest side of a PSF: a blur wider than this is no blur that could be undone. */
const mostPsfSide = 511;

export function createMethods({ session, codec, modelFolders }: MethodsDeps): Services['methods'] {
  return {
    list: async () => {
      const sound = (await findModels(modelFolders)).filter(({ problem }) => problem === null);
      const installed = new Set(sound.map(({ name }) => name));
      const offered = listed.filter(
        (method) => !method.needsNetwork || method.bind({}).networks.some((name) => installed.has(name)),
      );
      // The app's own networks are run by the methods that name them.
      const [own = '', ...others] = modelFolders;
      const taken = new Set([
        ...listed.map(({ id }) => id),
        ...(await findModels([own])).map(({ name }) => name),
      ]);
      const networks = (await findModels(others)).flatMap(({ card, problem }) =>
        card === null || problem !== null || taken.has(card.name) ? [] : [methodOfCard(card)],
      );
      return [...offered, ...networks].map(describe);
    },
    readPsf: async ({ file }) => {
      const { path, name } = session.resolveFile(file);
      const { width, height, data } = await codec.readMatrix({ path, name });
      if (width > mostPsfSide || height > mostPsfSide)
        throw new UserFacingError(
          `a point spread function of ${width}×${height} is too large`,
          `give at most ${mostPsfSide}×${mostPsfSide}`,
          name,
        );
      const sum = data.reduce((total, value) => total + value, 0);
      if (!(sum > 0) || !Number.isFinite(sum))
        throw new UserFacingError(
          'the point spread function sums to zero',
          'give a picture or matrix with positive values',
          name,
        );
      return { kind: 'matrix', width, height, data: data.map((value) => value / sum), name };
    },
  };
}

/** Names of parameters that turn an effect up and down; of several the first. */
const dials = ['strength', 'time', 'noise', 'quality', 'level'];

function describe({
  id,
  task,
  title,
  summary,
  reference,
  slow,
  curve,
  parameters,
}: Method): MethodDescription {
  const entries = Object.entries(parameters).map(
    ([name, parameter]) => [name, asContract(parameter)] as const,
  );
  const dial = dials.find((name) => parameters[name]?.kind === 'number') ?? null;
  return { id, task, title, summary, reference, slow, curve, dial, parameters: Object.fromEntries(entries) };
}

type ContractParameter = MethodDescription['parameters'][string];
type ContractValue = Step['parameters'][string];

/** Compute's parameter as the contract has it: the same, but for arrays that may be changed. */
function asContract(parameter: Parameter): ContractParameter {
  switch (parameter.kind) {
    case 'choice':
      return { ...parameter, options: [...parameter.options] };
    case 'psf':
      return { ...parameter, default: asContractPsf(parameter.default) };
    default:
      return parameter;
  }
}

function asContractPsf(psf: Extract<Parameter, { kind: 'psf' }>['default']) {
  return psf.kind === 'matrix' ? { ...psf, data: [...psf.data] } : psf;
}

// The two sides name the same things without knowing of each other; here the compiler compares them.
type Mutual<A, B> = A extends B ? (B extends A ? true : never) : never;
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
true satisfies Mutual<DeepReadonly<ContractParameter>, DeepReadonly<Parameter>>;
true satisfies Mutual<DeepReadonly<ContractValue>, DeepReadonly<ParameterValue>>;
true satisfies Mutual<MethodDescription['task'], Method['task']>;
