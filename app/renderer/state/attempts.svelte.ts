import { messageOf } from '../client/serviceError.ts';

/** What a dialog tries, and what went wrong with the last of it, in words. */
export class Attempts {
  problem = $state<string | null>(null);

  readonly run = async (work: () => Promise<void>): Promise<void> => {
    this.problem = null;
    try {
      await work();
    } catch (error) {
      this.problem = messageOf(error);
    }
  };
}
