import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Peak memory of a process and of everything it started, by process name (Linux only). */
export class PeakMemory {
  readonly #root: number;
  readonly #peaks = new Map<number, { name: string; bytes: number }>();
  readonly #timer: NodeJS.Timeout;
  #together = 0;

  constructor(root: number) {
    this.#root = root;
    this.#timer = setInterval(() => this.#sample(), 100);
  }

  #sample(): void {
    const parents = new Map<number, number>();
    const resident = new Map<number, { name: string; bytes: number }>();
    for (const entry of readdirSync('/proc')) {
      const pid = Number(entry);
      if (!Number.isInteger(pid)) continue;
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ');
        parents.set(pid, Number(/PPid:\s+(\d+)/.exec(status)?.[1]));
        // Pages of mapped files belong to the page cache: the kernel takes them back when it wants.
        const bytes = 1024 * Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0);
        const name = /^pentimento-(engine|image reader)/.exec(command)?.[1] ?? 'main';
        resident.set(pid, { name, bytes });
      } catch {
        // It ended between the listing and the reading.
      }
    }
    const below = (pid: number): boolean => {
      for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
        if (at === this.#root) return true;
      return false;
    };
    let together = 0;
    for (const [pid, { name, bytes }] of resident) {
      if (!below(pid)) continue;
      together += bytes;
      if (bytes > (this.#peaks.get(pid)?.bytes ?? 0)) this.#peaks.set(pid, { name, bytes });
    }
    this.#together = Math.max(this.#together, together);
  }

  /** Stops sampling and answers the peaks in megabytes. */
  finish(): { together: number; byName: Record<string, number> } {
    clearInterval(this.#timer);
    const byName: Record<string, number> = {};
    for (const { name, bytes } of this.#peaks.values())
      byName[name] = Math.max(byName[name] ?? 0, Math.round(bytes / 1e6));
    return { together: Math.round(this.#together / 1e6), byName };
  }
}

export interface Finished {
  readonly code: number | null;
  readonly seconds: number;
  readonly memory: { together: number; byName: Record<string, number> };
  readonly output: string;
  /** Standard error alone. */
  readonly errors: string;
}

/** Runs the command line and waits for its end. `onStart` may kill it. */
export async function runCli(
  args: readonly string[],
  onStart?: (child: ChildProcess) => void,
): Promise<Finished> {
  const start = performance.now();
  const child = spawn(process.execPath, ['dist/main/cli.js', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const memory = new PeakMemory(child.pid ?? -1);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    errors += chunk.toString();
  });
  onStart?.(child);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, seconds: (performance.now() - start) / 1000, memory: memory.finish(), output, errors };
}
