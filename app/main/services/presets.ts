import { join } from 'node:path';
import { z } from 'zod';
import { contract, type Services } from '../../contract/index.ts';
import { openUserFile } from './userFile.ts';

/** The user's presets, kept in `presets.json`, in the order of their names. */
export async function createPresets(
  userFolder: string,
  notice: (text: string) => void,
): Promise<Services['presets']> {
  const schema = z.array(contract.presets.save.input);
  const file = await openUserFile(join(userFolder, 'presets.json'), schema, [], notice);
  const without = (name: string) => file.value().filter((preset) => preset.name !== name);
  const keep = async (presets: z.output<typeof schema>) => {
    await file.save(presets);
    return presets;
  };
  return {
    list: () => Promise.resolve(file.value()),
    save: (preset) => keep([...without(preset.name), preset].sort((a, b) => a.name.localeCompare(b.name))),
    remove: ({ name }) => keep(without(name)),
  };
}
