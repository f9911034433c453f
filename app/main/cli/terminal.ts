type Stream = NodeJS.WritableStream & { isTTY?: boolean };

/** Where a command writes: results to `out`, everything else to `err`. */
export class Terminal {
  readonly #out: Stream;
  readonly #err: Stream;
  #above: ((line: string) => void) | null = null;

  constructor(out: Stream, err: Stream) {
    this.#out = out;
    this.#err = err;
  }

  /** Whether a person watches. */
  get watched(): boolean {
    return this.#err.isTTY === true;
  }

  get errorStream(): NodeJS.WritableStream {
    return this.#err;
  }

  print(line: string): void {
    if (this.#above !== null && this.#out.isTTY === true) this.#above(line);
    else this.#out.write(`${line}\n`);
  }

  json(value: unknown): void {
    this.print(JSON.stringify(value));
  }

  error(line: string): void {
    if (this.#above === null) this.#err.write(`${line}\n`);
    else this.#above(line);
  }

  note(line: string): void {
    this.error(`note: ${line}`);
  }

  /** While a bar is shown, lines go above it. */
  whileBarShown(above: ((line: string) => void) | null): void {
    this.#above = above;
  }
}
