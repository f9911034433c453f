import { CommanderError } from 'commander';
import { errorLine, toErrorBody } from '../errorBody.ts';
import type { Context } from './context.ts';
import { type ExitStatus, exitStatus, WrongUsage } from './exit.ts';
import { createProgram } from './program.ts';

/** Runs one command. Every error becomes one line and an exit status. */
export async function runCommandLine(context: Context, args: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.done;
  const program = createProgram(context, (concluded) => (status = concluded));
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    // Commander has told its own errors already; help and version end with 0.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitStatus.done : exitStatus.wrongUsage;
    const body = toErrorBody(error);
    if (body.code === 'cancelled') return exitStatus.stopped;
    context.terminal.error(errorLine(body));
    return error instanceof WrongUsage ? exitStatus.wrongUsage : exitStatus.someFailed;
  }
}
