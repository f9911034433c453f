import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { BatchState, Event, MethodDescription, Services } from '../../contract/index.ts';
import { UserFacingError } from '../../compute/errors.ts';
import { type BatchPlan, type Placement } from './batch/plan.ts';
import { automaticRecipe, checkSteps, fixedRecipe } from './batch/recipe.ts';
import { type BatchDeps, type BatchListener, type BatchOutcome, startBatch } from './batch/run.ts';

export interface BatchService {
  readonly batch: Services['batch'];
  /** Runs a batch to its end, for the command line. */
  readonly run: (plan: BatchPlan, listener: BatchListener, signal: AbortSignal) => Promise<BatchOutcome>;
  /** Stops every batch and waits for what is under way. */
  close(): Promise<void>;
}

/** Many files through one recipe. */
export function createBatch(
  deps: BatchDeps & {
    readonly methods: () => Promise<readonly MethodDescription[]>;
    readonly emit: (event: Event) => void;
  },
): BatchService {
  const running = new Map<string, { abort: AbortController; finished: Promise<unknown> }>();

  async function begin(plan: BatchPlan, listener: BatchListener, abort: AbortController) {
    const id = randomUUID();
    const started = await startBatch(deps, plan, id, listener, abort.signal);
    running.set(id, { abort, finished: started.finished });
    const forget = () => running.delete(id);
    started.finished.then(forget, forget);
    return started;
  }

  return {
    batch: {
      async start(given) {
        const { inputs, destination, mask } = given;
        const methods = await deps.methods();
        const recipe =
          given.steps === 'auto'
            ? automaticRecipe(deps.restoration, methods, mask !== undefined)
            : fixedRecipe(checkSteps(given.steps, methods, mask !== undefined));
        const placement: Placement = destination;
        const folder = destination.kind === 'folder' ? destination.folder : null;
        if (folder === null && given.resume === true)
          throw new UserFacingError('only a batch into a folder can be resumed', 'choose a folder');
        const wanted = given.report ?? true;
        const report =
          destination.kind === 'file' || !wanted ? null : join(folder ?? '', 'pentimento-report.json');
        const plan: BatchPlan = {
          inputs,
          recursive: given.recursive ?? false,
          recipe,
          mask: mask ?? null,
          placement,
          encoding: {
            format: given.encoding.format,
            quality: given.encoding.quality ?? 95,
            depth: given.encoding.depth ?? 'source',
            stripGps: given.encoding.stripGps ?? false,
          },
          template: given.template ?? '{name}_{task}',
          conflict: given.conflict ?? 'unique',
          resume: given.resume ?? false,
          sidecar: given.sidecar ?? false,
          report,
          seed: given.seed ?? 0,
        };
        const state = (batch: BatchState) => deps.emit({ type: 'batch', batch });
        return (await begin(plan, { state }, new AbortController())).first;
      },
      cancel({ batch }) {
        running.get(batch)?.abort.abort();
        return Promise.resolve(null);
      },
    },
    async run(plan, listener, signal) {
      const abort = new AbortController();
      const stop = () => abort.abort();
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
      try {
        const { first, finished } = await begin(plan, listener, abort);
        listener.state(first);
        return await finished;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    async close() {
      const all = [...running.values()];
      for (const { abort } of all) abort.abort();
      await Promise.allSettled(all.map(({ finished }) => finished));
    },
  };
}
