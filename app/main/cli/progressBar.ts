import cliProgress from 'cli-progress';
import type { BatchState, Event } from '../../contract/index.ts';
import type { Terminal } from './terminal.ts';

/** A bar for a person: files done, and how far the present one is. */
export class ProgressBar {
  readonly #terminal: Terminal;
  readonly #bar;
  #finished = 0;
  #total = 1;
  #fraction = 0;
  #stage = 'reading';
  #left = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#bar = new cliProgress.MultiBar(
      {
        format: '{bar} {percentage}%  {files}  {stage}{left}',
        stream: terminal.errorStream,
        hideCursor: true,
        clearOnComplete: true,
        forceRedraw: true,
      },
      cliProgress.Presets.shades_classic,
    );
    const line = this.#bar.create(1, 0, this.#words());
    terminal.whileBarShown((text) => this.#bar.log(`${text}\n`));
    this.#draw = () =>
      line.update(Math.min(1, (this.#finished + this.#fraction) / this.#total), this.#words());
  }

  readonly #draw: () => void;

  batch(state: BatchState): void {
    const finished = state.done + state.failed + state.skipped;
    if (finished !== this.#finished) this.#fraction = 0;
    this.#finished = finished;
    this.#total = Math.max(1, state.total);
    this.#left = state.secondsLeft === null ? '' : `, ${duration(state.secondsLeft)} left`;
    this.#draw();
  }

  event(event: Event): void {
    if (event.type !== 'job' || event.job.state !== 'running') return;
    this.#fraction = event.job.fraction;
    this.#stage = event.job.stage;
    if (this.#total === 1 && event.job.secondsLeft !== null)
      this.#left = `, ${duration(event.job.secondsLeft)} left`;
    this.#draw();
  }

  close(): void {
    this.#terminal.whileBarShown(null);
    this.#bar.stop();
  }

  #words(): Record<string, string> {
    return { files: `${this.#finished}/${this.#total}`, stage: this.#stage, left: this.#left };
  }
}

/** Seconds as a person says them: "45 s", "3 min", "2 h 10 min". */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
