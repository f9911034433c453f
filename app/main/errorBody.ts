import type { ErrorBody } from '../contract/index.ts';
import { UserFacingError } from '../compute/errors.ts';

/** One line, whatever it was: a message must never break the line-per-error rule. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Names that errors carry across processes, where classes do not survive. */
const codeByName: Readonly<Record<string, ErrorBody['code']>> = {
  AbortError: 'cancelled',
  Cancelled: 'cancelled',
  EngineCrashed: 'crashed',
};

/** What is told of any thrown thing: user's errors as they are, the rest as a fault of the app. */
export function toErrorBody(error: unknown): ErrorBody {
  if (isUserFacing(error))
    return {
      code: 'user',
      problem: oneLine(error.problem),
      remedy: oneLine(error.remedy),
      ...(error.where === undefined ? {} : { where: oneLine(error.where) }),
    };
  const name = error instanceof Error ? error.name : '';
  const message = oneLine(error instanceof Error ? error.message : String(error));
  const code = codeByName[name] ?? 'internal';
  if (code === 'cancelled') return { code, problem: 'stopped', remedy: 'start it again when you like' };
  if (code === 'crashed')
    return { code, problem: message, remedy: 'the images are safe: try again, or lower the memory limit in the settings' };
  return { code, problem: message, remedy: 'this is a fault of the app: please report it' };
}

function isUserFacing(error: unknown): error is UserFacingError {
  return error instanceof UserFacingError;
}

/** The one line that a person reads: where, what is wrong, what to do. */
export function errorLine({ where, problem, remedy }: ErrorBody): string {
  return `${where === undefined ? '' : `${where}: `}${problem}; ${remedy}`;
}
