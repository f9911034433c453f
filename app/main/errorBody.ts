import type { ErrorBody } from '../contract/index.ts';
import { asUserFacing } from './processes/errors.ts';

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
  const told = asUserFacing(error);
  if (told !== null)
    return {
      code: 'user',
      problem: oneLine(told.problem),
      remedy: oneLine(told.remedy),
      ...(told.where === undefined ? {} : { where: oneLine(told.where) }),
    };
  const name = error instanceof Error ? error.name : '';
  const message = oneLine(error instanceof Error ? error.message : String(error));
  const code = codeByName[name] ?? 'internal';
  if (code === 'cancelled') return { code, problem: 'stopped', remedy: 'start it again when you like' };
  if (code === 'crashed')
    return {
      code,
      problem: message,
      remedy: 'the images are safe: try again, or lower the memory limit in the settings',
    };
  return { code, problem: message, remedy: 'this is a fault of the app: please report it' };
}

/** The one line that a person reads: where, what is wrong, what to do. */
export function errorLine({ where, problem, remedy }: ErrorBody): string {
  return `${where === undefined ? '' : `${where}: `}${problem}; ${remedy}`;
}
