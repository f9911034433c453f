import type { z } from 'zod';

/** One call of a service: what goes in and what comes out, checked on both sides of a transport. */
export interface Procedure<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I;
  readonly output: O;
}

export function procedure<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Procedure<I, O> {
  return { input, output };
}

export type ContractShape = Readonly<Record<string, Readonly<Record<string, Procedure>>>>;

/** The services that a contract describes, as plain asynchronous functions. */
export type ServicesOf<C extends ContractShape> = {
  readonly [S in keyof C]: {
    readonly [M in keyof C[S]]: (input: z.input<C[S][M]['input']>) => Promise<z.output<C[S][M]['output']>>;
  };
};
