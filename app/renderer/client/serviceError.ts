import type { ErrorBody } from '../../contract/index.ts';

/** An error that the machine's side reported, in words for a person. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorBody['code'];
  readonly problem: string;
  readonly remedy: string;
  readonly where: string | undefined;

  constructor({ code, problem, remedy, where }: ErrorBody) {
    super(describeError({ code, problem, remedy, ...(where !== undefined && { where }) }));
    this.code = code;
    this.problem = problem;
    this.remedy = remedy;
    this.where = where;
  }
}

/** One line: where, what is wrong, what to do. */
export function describeError({ problem, remedy, where }: ErrorBody): string {
  const line = `${where === undefined ? '' : `${where}: `}${problem}${remedy && `; ${remedy}`}`;
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

/** The line to show for whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
