import { join } from 'node:path';
import { settingsSchema } from '../../contract/app.ts';
import type { Settings } from '../../contract/index.ts';
import { UserFacingError } from '../../compute/errors.ts';
import { openUserFile } from './userFile.ts';

/** What is undefined or absent stays as it is. */
type SettingsChange = { readonly [K in keyof Settings]?: Settings[K] | undefined };

export interface SettingsStore {
  current(): Settings;
  change(changes: SettingsChange): Promise<Settings>;
}

/**
 * The settings of one user, kept in `settings.json`.
 * @param overrides hold for this run alone and are never saved
 */
export async function openSettings(
  userFolder: string,
  overrides: Partial<Settings>,
  notice: (text: string) => void,
): Promise<SettingsStore> {
  const path = join(userFolder, 'settings.json');
  const file = await openUserFile(path, settingsSchema, settingsSchema.parse({}), notice);
  return {
    current: () => ({ ...file.value(), ...overrides }),
    async change(changes) {
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      await file.save({ ...file.value(), ...given }).catch((error: unknown) => {
        throw new UserFacingError(
          `the settings could not be saved (${error instanceof Error ? error.message : String(error)})`,
          'make the folder writable; until then they hold for this run',
          path,
        );
      });
      return { ...file.value(), ...overrides };
    },
  };
}
