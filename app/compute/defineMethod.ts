import { checkMeasurement, checkResult } from './finite.ts';
import type { BoundMethod, Method, MethodDefinition } from './method.ts';
import { parseParameters, type ParameterSchema, type ValuesOf } from './parameters.ts';

/** Turns a definition into a method: the one way by which a method enters the app. */
export function defineMethod<const S extends ParameterSchema>(definition: MethodDefinition<S>): Method {
  const { id, task, title, summary, reference, parameters, workingCopies } = definition;
  const { slow = false, curve = 'objective', channels = null } = definition;
  const method: Method = {
    id,
    task,
    title,
    summary,
    reference,
    slow,
    needsNetwork: definition.networks !== undefined,
    curve,
    channels,
    parameters,
    workingCopies,
    bind: (given) => bindValues(parseParameters(parameters, given)),
  };

  function bindValues(values: ValuesOf<S>): BoundMethod {
    const { tiling } = definition;
    return {
      method,
      values,
      scale: definition.scale?.(values) ?? 1,
      networks: definition.networks?.(values) ?? [],
      tiling:
        tiling.kind === 'tiles'
          ? {
              kind: 'tiles',
              halo: tiling.halo(values),
              grid: tiling.grid?.(values) ?? 1,
              transformed: tiling.transformed ?? false,
            }
          : tiling,
      async resolve(sample, estimates) {
        checkMeasurement(sample.image);
        if (definition.resolve === undefined) return { bound: bindValues(values), chosen: [] };
        const resolved = await definition.resolve(sample, values, estimates);
        return { bound: bindValues(resolved.values), chosen: resolved.chosen };
      },
      forwardModel: (problem) => definition.forwardModel(problem, values),
      async *run(problem, context) {
        checkMeasurement(problem.image);
        const result = yield* definition.run(problem, values, context);
        checkResult(result, id);
        return result;
      },
    };
  }

  return method;
}
