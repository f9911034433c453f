/** One promise that every method makes; `check` throws where it is broken. */
export interface Promised {
  readonly name: string;
  check(): Promise<void>;
}

export function claim(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}
