import type { Preset, Services, Step } from '../../contract/index.ts';

/** Named settings of methods, kept by the machine's side. */
export class Presets {
  #services: Pick<Services, 'presets'>;
  #all = $state.raw<readonly Preset[]>([]);

  constructor(services: Pick<Services, 'presets'>) {
    this.#services = services;
  }

  get all(): readonly Preset[] {
    return this.#all;
  }

  of(method: string): readonly Preset[] {
    return this.#all.filter((preset) => preset.method === method);
  }

  async load(): Promise<void> {
    this.#all = await this.#services.presets.list({});
  }

  async save(name: string, { method, parameters }: Step): Promise<void> {
    this.#all = await this.#services.presets.save({ name: name.trim(), method, parameters });
  }

  async remove(name: string): Promise<void> {
    this.#all = await this.#services.presets.remove({ name });
  }
}
