import type { Gate } from './gate.ts';

/** How every call into a child process can be watched, held and stopped. */
export interface CallOptions<Progress = never> {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** While it is shut, calls that can wait do so; a call that is aborted ends all the same. */
  readonly gate?: Gate | undefined;
}

/** Any call that a child serves: one structured-cloneable input, one such output. */
export type AnyCall = (input: never, options?: CallOptions<unknown>) => Promise<unknown>;

/** Names of the calls of an interface. */
export type CallName<Calls> = {
  [K in keyof Calls]: Calls[K] extends AnyCall ? K : never;
}[keyof Calls] &
  string;

type Argument<C, Index extends number> = C extends (...args: infer A) => unknown ? A[Index] : never;
export type InputOf<C> = Argument<C, 0>;
export type OutputOf<C> = C extends (...args: never[]) => Promise<infer O> ? O : never;
export type ProgressOf<C> = C extends (input: never, options?: CallOptions<infer P>) => unknown ? P : never;
