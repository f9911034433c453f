import type { MethodDescription, Step, TaskName } from '../../contract/index.ts';

export type ParameterValues = Step['parameters'];
export type ParameterValue = ParameterValues[string];

export const taskTitles: Record<TaskName, string> = {
  restore: 'Restore',
  inpaint: 'Inpaint',
  denoise: 'Denoise',
  deblur: 'Deblur',
  upscale: 'Upscale',
  recover: 'Lab',
};

/** The title of a task by its name; a name from elsewhere stands for itself. */
export const taskTitle = (task: string): string =>
  Object.entries(taskTitles).find(([name]) => name === task)?.[1] ?? task;

export function defaultsOf(method: MethodDescription): ParameterValues {
  return Object.fromEntries(
    Object.entries(method.parameters).map(([name, parameter]) => [name, parameter.default]),
  );
}

/** What is chosen in the panel for one photo: the task, a method for each task, values for each method. */
export class MethodForm {
  task = $state<TaskName>('restore');
  #methods: () => readonly MethodDescription[];
  #chosen = $state.raw<Partial<Record<TaskName, string>>>({});
  #values = $state.raw<Readonly<Record<string, ParameterValues>>>({});

  constructor(methods: () => readonly MethodDescription[]) {
    this.#methods = methods;
  }

  /** The methods of the chosen task. */
  get choices(): readonly MethodDescription[] {
    return this.#methods().filter((method) => method.task === this.task);
  }

  /** Absent where the task has none, and where "Restore" goes by its plan. */
  get method(): MethodDescription | undefined {
    const { choices, task } = this;
    const chosen = choices.find((method) => method.id === this.#chosen[task]);
    return chosen ?? (task === 'restore' ? undefined : choices[0]);
  }

  get values(): ParameterValues {
    const { method } = this;
    return method ? this.valuesOf(method) : {};
  }

  /** What would run: absent where there is no method. */
  get step(): Step | undefined {
    const { method } = this;
    return method && { method: method.id, parameters: this.valuesOf(method) };
  }

  valuesOf(method: MethodDescription): ParameterValues {
    return { ...defaultsOf(method), ...this.#values[method.id] };
  }

  choose(id: string): void {
    const method = this.#methods().find((candidate) => candidate.id === id);
    if (!method) return;
    this.task = method.task;
    this.#chosen = { ...this.#chosen, [method.task]: id };
  }

  /** "Restore" by its plan again. */
  chooseAutomatic(): void {
    this.task = 'restore';
    this.#chosen = Object.fromEntries(Object.entries(this.#chosen).filter(([task]) => task !== 'restore'));
  }

  set(name: string, value: ParameterValue): void {
    const { method } = this;
    if (!method) return;
    this.#values = { ...this.#values, [method.id]: { ...this.#values[method.id], [name]: value } };
  }

  reset(): void {
    const { method } = this;
    if (method) this.#values = { ...this.#values, [method.id]: {} };
  }

  /** Takes over a method and its values; names that the method does not have are left out. */
  apply(step: Step): boolean {
    const method = this.#methods().find((candidate) => candidate.id === step.method);
    if (!method) return false;
    this.choose(method.id);
    const known = Object.entries(step.parameters).filter(([name]) => name in method.parameters);
    this.#values = { ...this.#values, [method.id]: Object.fromEntries(known) };
    return true;
  }
}
