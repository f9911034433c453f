import { resolve } from 'node:path';
import { methods } from '../../compute/methods/registry.ts';
import type { BatchItem, ConflictPolicy, Encoding, Settings } from '../../contract/index.ts';
import { errorLine } from '../errorBody.ts';
import type { House } from '../services/index.ts';
import type { BatchPlan } from '../services/batch/plan.ts';
import { automaticRecipe, checkSteps, fixedRecipe, type Recipe } from '../services/batch/recipe.ts';
import type { BatchOutcome } from '../services/batch/run.ts';
import type { ItemReport } from '../services/batch/report.ts';
import type { Context } from './context.ts';
import { readAssignments } from './assignments.ts';
import { placementFor } from './destination.ts';
import { linesOf } from './planLines.ts';
import { asUsage, type ExitStatus, exitStatus, WrongUsage } from './exit.ts';
import { withHouse } from './house.ts';
import { ProgressBar } from './progressBar.ts';
import type { Terminal } from './terminal.ts';

export const repairTasks = ['denoise', 'deblur', 'upscale', 'inpaint', 'recover'] as const;

/** The method of a task where none is named: the one recommended in the window too. */
export function defaultMethod(task: (typeof repairTasks)[number]): string {
  const found = methods.find((method) => method.task === task);
  if (found === undefined) throw new Error(`no method to ${task}`);
  return found.id;
}

export const restoreTasks = [...repairTasks, 'auto'] as const;
export type RestoreTask = (typeof restoreTasks)[number];

export interface RestoreOptions {
  readonly task?: RestoreTask;
  readonly method?: string;
  readonly set: readonly string[];
  readonly mask?: string;
  readonly out?: string;
  readonly name: string;
  readonly format?: Encoding['format'];
  readonly quality: number;
  readonly depth: Encoding['depth'];
  readonly onConflict: ConflictPolicy;
  readonly recursive: boolean;
  readonly resume: boolean;
  readonly stripGps: boolean;
  readonly sidecar: boolean;
  readonly device?: Settings['device'];
  readonly seed: number;
  readonly report?: string;
  readonly json: boolean;
}

export function restore(
  context: Context,
  inputs: readonly string[],
  options: RestoreOptions,
): Promise<ExitStatus> {
  const settings = options.device === undefined ? {} : { device: options.device };
  const { terminal } = context;
  return withHouse(context, settings, async (house, signal) => {
    const plan = await makePlan(house, inputs, options);
    const outcome = await run(house, plan, terminal, options.json, signal);
    return conclude(outcome, terminal, options.json, signal);
  });
}

async function makePlan(
  house: House,
  inputs: readonly string[],
  options: RestoreOptions,
): Promise<BatchPlan> {
  const { placement, format } = await placementFor(inputs, options.out, options.format);
  if (options.resume && placement.kind === 'file')
    throw new WrongUsage('--resume needs a folder', 'name one with --out, or leave --resume out');
  return {
    inputs: inputs.map((path) => ({ kind: 'path', path })),
    recursive: options.recursive,
    recipe: await makeRecipe(house, options),
    mask: options.mask === undefined ? null : { kind: 'path', path: resolve(options.mask) },
    placement,
    encoding: { format, quality: options.quality, depth: options.depth, stripGps: options.stripGps },
    template: options.name,
    conflict: options.onConflict,
    resume: options.resume,
    sidecar: options.sidecar,
    report: options.report === undefined ? null : resolve(options.report),
    seed: options.seed,
  };
}

async function makeRecipe(house: House, options: RestoreOptions): Promise<Recipe> {
  const all = await house.services.methods.list({});
  const { task, method } = options;
  if (task === 'auto') {
    if (method !== undefined || options.set.length > 0)
      throw new WrongUsage(
        '--task auto chooses for itself',
        'leave --method and --set out, or name the task',
      );
    return automaticRecipe(house.services.restoration, all, options.mask !== undefined);
  }
  if (task === undefined && method === undefined)
    throw new WrongUsage('neither task nor method was named', 'give --task or --method');
  const id = method ?? (task === undefined ? '' : defaultMethod(task));
  const found = all.find((candidate) => candidate.id === id);
  if (found !== undefined && task !== undefined && found.task !== task)
    throw new WrongUsage(
      `is a method to ${found.task}, not to ${task}`,
      `see "pentimento methods --task ${task}"`,
      id,
    );
  return asUsage(async () => {
    const parameters = await readAssignments(options.set, house.services.methods.readPsf);
    return fixedRecipe(checkSteps([{ method: id, parameters }], all, options.mask !== undefined));
  });
}

async function run(
  house: House,
  plan: BatchPlan,
  terminal: Terminal,
  json: boolean,
  signal: AbortSignal,
): Promise<BatchOutcome> {
  const bar = terminal.watched && !json ? new ProgressBar(terminal) : null;
  const forget = bar === null ? () => undefined : house.onEvent((event) => bar.event(event));
  try {
    return await house.runBatch(
      plan,
      {
        state: (state) => bar?.batch(state),
        item: (item) => tellItem(terminal, json, item),
      },
      signal,
    );
  } finally {
    forget();
    bar?.close();
  }
}

function tellItem(terminal: Terminal, json: boolean, item: ItemReport): void {
  if (json) terminal.json({ type: 'item', ...item });
  if (item.error !== null) terminal.error(errorLine(item.error));
  if (json || item.output === null) return;
  terminal.print(`${item.input}: ${outcomeOf(item)}`);
  for (const line of planLines(item)) terminal.print(`  ${line}`);
}

/** What was planned for a picture, and what came of it. */
function planLines({ plan, outcome }: ItemReport): string[] {
  if (plan === null) return [];
  return [...linesOf(plan), ...outcome];
}

function outcomeOf({ state, output, seconds, steps }: ItemReport): string {
  const notices = (output?.notices ?? []).map((notice) => `; ${notice}`).join('');
  if (state === 'skipped') return `skipped${notices}`;
  const chosen = steps.flatMap((step) =>
    step.reason !== undefined
      ? []
      : step.chosen.map(({ parameter, value, reason }) => `; ${parameter} ${shown(value)} (${reason})`),
  );
  const more = steps.flatMap((step) => step.notices).map((notice) => `; ${notice}`);
  return `written to ${output?.path ?? ''} in ${(seconds ?? 0).toFixed(1)} s${chosen.join('')}${more.join('')}${notices}`;
}

const shown = (value: unknown): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(3))) : JSON.stringify(value);

function conclude(
  { state, items }: BatchOutcome,
  terminal: Terminal,
  json: boolean,
  signal: AbortSignal,
): ExitStatus {
  const { total, done, failed, skipped, ignored } = state;
  const cancelled = count(items, 'cancelled');
  if (json) terminal.json({ type: 'summary', total, done, failed, skipped, cancelled, ignored });
  else if (total > 1 || ignored > 0) {
    const parts = [
      `${done} of ${total} done`,
      ...(skipped > 0 ? [`${skipped} skipped`] : []),
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(cancelled > 0 ? [`${cancelled} not begun or stopped`] : []),
      ...(ignored > 0 ? [`${ignored} other files ignored`] : []),
    ];
    terminal.print(parts.join(', '));
  }
  if (state.error !== null) terminal.error(errorLine(state.error));
  if (signal.aborted) return exitStatus.stopped;
  return failed > 0 || state.error !== null ? exitStatus.someFailed : exitStatus.done;
}

const count = (items: readonly ItemReport[], state: BatchItem['state']): number =>
  items.filter((item) => item.state === state).length;
