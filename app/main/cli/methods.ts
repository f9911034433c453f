import type { Parameter } from '../../compute/parameters.ts';
import type { MethodDescription, TaskName } from '../../contract/index.ts';
import type { Context } from './context.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { withHouse } from './house.ts';

export function listMethods(
  context: Context,
  options: { readonly task?: TaskName; readonly json: boolean },
): Promise<ExitStatus> {
  const { terminal } = context;
  return withHouse(context, {}, async ({ services }) => {
    const all = await services.methods.list({});
    const methods = all.filter(({ task }) => options.task === undefined || task === options.task);
    if (options.json) terminal.json(methods);
    else for (const method of methods) terminal.print(describe(method));
    return exitStatus.done;
  });
}

function describe({ id, task, title, summary, reference, parameters }: MethodDescription): string {
  const lines = Object.entries(parameters).map(
    ([name, parameter]) => `    --set ${name}=${rangeOf(parameter)}\n        ${parameter.help}`,
  );
  return `${id} (${task}): ${title}\n    ${summary}\n    ${reference}\n${lines.map((line) => `${line}\n`).join('')}`;
}

function rangeOf(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'number': {
      const { min, max, unit, auto } = parameter;
      const initial =
        auto && parameter.default !== 'auto' ? `${parameter.default} (or auto)` : parameter.default;
      return `${initial}   ${min} to ${max}${unit && ` ${unit}`}`;
    }
    case 'choice':
      return `${parameter.default}   one of ${parameter.options.map(({ value }) => value).join(', ')}`;
    case 'boolean':
      return `${parameter.default}   true or false`;
    case 'psf':
      return `${psfText(parameter.default)}   gaussian:SIGMA, disk:RADIUS, motion:LENGTH,DEGREES, box:SIZE, file:PATH`;
  }
}

function psfText(psf: Extract<Parameter, { kind: 'psf' }>['default']): string {
  switch (psf.kind) {
    case 'gaussian':
      return `gaussian:${psf.sigma}`;
    case 'disk':
      return `disk:${psf.radius}`;
    case 'motion':
      return `motion:${psf.length},${psf.degrees}`;
    case 'box':
      return `box:${psf.size}`;
    case 'matrix':
      return `file:${psf.name}`;
  }
}
