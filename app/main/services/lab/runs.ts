import type { LabRunName } from '../../../contract/index.ts';
import type { CallOptions } from '../../processes/calls.ts';
import type { LabDeps } from '../lab.ts';

/** The Lab's long computations: of each kind one at a time, a newer one ends an older. */
export interface LabRuns {
  start<T>(run: LabRunName, work: (options: CallOptions<number>) => Promise<T>): Promise<T>;
  stop(run: LabRunName): void;
}

export function createLabRuns(emit: LabDeps['emit']): LabRuns {
  const running = new Map<LabRunName, AbortController>();
  const stop = (run: LabRunName): void => running.get(run)?.abort();
  return {
    start(run, work) {
      stop(run);
      const abort = new AbortController();
      running.set(run, abort);
      const { signal } = abort;
      const onProgress = (fraction: number): void => {
        if (!signal.aborted) emit({ type: 'lab', run, fraction });
      };
      return work({ onProgress, signal });
    },
    stop,
  };
}
