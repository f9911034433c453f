import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { answer, greeting, type Answer, type Request } from './request.ts';

/** One of the two processes that are compared. */
export interface Side {
  readonly versions: string;
  ask(request: Request): Promise<Answer>;
  close(): void;
}

/** @returns null, with a line that says why, where it cannot run here */
export async function startSide(command: string, args: readonly string[]): Promise<Side | null> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<null>((resolve) => child.on('error', () => resolve(null)));
  const first = await Promise.race([lines.next(), failed]);
  if (first === null || first.done === true) {
    console.log(`${command} is not installed: nothing to compare with`);
    return null;
  }
  const { versions, missing } = greeting.parse(JSON.parse(first.value));
  if (versions === undefined) {
    console.log(`not installed: ${missing ?? command}`);
    return null;
  }
  return {
    versions,
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const line = await lines.next();
      if (line.done === true) throw new Error(`${command} ended during ${request.work}`);
      return answer.parse(JSON.parse(line.value));
    },
    close: () => child.stdin.end(),
  };
}
