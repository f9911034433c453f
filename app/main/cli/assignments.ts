import type { ParameterValue } from '../../compute/parameters.ts';
import type { Services } from '../../contract/index.ts';
import { WrongUsage } from './exit.ts';

/**
 * Reads `--set name=value …` into parameters; `file:PATH` becomes a PSF matrix. What the values mean
 * is for the method's own schema to say.
 */
export async function readAssignments(
  assignments: readonly string[],
  readPsf: Services['methods']['readPsf'],
): Promise<Record<string, ParameterValue>> {
  const values: Record<string, ParameterValue> = {};
  for (const assignment of assignments) {
    const [, name, text] = /^([^=\s]+)=(.+)$/s.exec(assignment) ?? [];
    if (name === undefined || text === undefined)
      throw new WrongUsage('is not an assignment', 'write --set name=value', assignment);
    values[name] = text.startsWith('file:')
      ? await readPsf({ file: { kind: 'path', path: text.slice('file:'.length) } })
      : text;
  }
  return values;
}
