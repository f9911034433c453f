import type { Damage, PlannedStep, RestorationPlan, Services } from '../../contract/index.ts';
import { messageOf } from '../client/serviceError.ts';
import type { ParameterValue } from './form.svelte.ts';

type Plan = Services['restoration']['plan'];
type Outcome = Services['restoration']['outcome'];

/** What "Restore" would do to one photo, as its owner has changed it, and what became of it. */
export class Restoration {
  #plan = $state.raw<RestorationPlan | null>(null);
  #steps = $state.raw<readonly PlannedStep[]>([]);
  #problem = $state<string | null>(null);
  #outcomes = $state.raw<Readonly<Record<string, readonly string[]>>>({});
  #asked: { readonly key: string; readonly answered: Promise<void> } | undefined;

  /** What was measured; null until it was. */
  get damage(): Damage | null {
    return this.#plan?.damage ?? null;
  }

  get leftAlone(): readonly string[] {
    return this.#plan?.leftAlone ?? [];
  }

  /** Null while the photo is being measured. */
  get steps(): readonly PlannedStep[] | null {
    return this.#plan === null ? null : this.#steps;
  }

  /** Why there is no plan, in one line. */
  get problem(): string | null {
    return this.#problem;
  }

  get changed(): boolean {
    return this.#plan !== null && this.#steps !== this.#plan.steps;
  }

  /** Plans for an image, unless that was done; changes of the owner's hold as long as the image stays. */
  ask(plan: Plan, image: string, marked: boolean): Promise<void> {
    const key = `${image} ${marked}`;
    if (this.#asked?.key === key) return this.#asked.answered;
    this.#plan = null;
    this.#problem = null;
    const answered = plan({ image, marked }).then(
      (found) => {
        if (this.#asked?.key !== key) return;
        this.#plan = found;
        this.#steps = found.steps;
      },
      (error: unknown) => {
        if (this.#asked?.key !== key) return;
        this.#problem = messageOf(error);
        this.#asked = undefined;
      },
    );
    this.#asked = { key, answered };
    return answered;
  }

  set(step: PlannedStep, name: string, value: ParameterValue): void {
    this.#steps = this.#steps.map((other) =>
      other.method === step.method ? { ...other, parameters: { ...other.parameters, [name]: value } } : other,
    );
  }

  remove(step: PlannedStep): void {
    this.#steps = this.#steps.filter(({ method }) => method !== step.method);
  }

  /** Brings back the plan as it was made. */
  reset(): void {
    this.#steps = this.#plan?.steps ?? [];
  }

  /** What became of the image of which `result` was computed; empty where that is not known. */
  outcomeOf(result: string): readonly string[] {
    return this.#outcomes[result] ?? [];
  }

  async learnOutcome(outcome: Outcome, image: string, result: string): Promise<void> {
    const sentences = await outcome({ image, result });
    this.#outcomes = { ...this.#outcomes, [result]: sentences };
  }
}
