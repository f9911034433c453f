import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { z } from 'zod';

/** Where the parts of the built app lie. */
export interface Locations {
  readonly bundleFolder: string;
  readonly rendererFolder: string;
  readonly resourcesFolder: string;
  readonly modelsFolder: string;
  /** Settings, presets and the user's own models. */
  readonly userFolder: string;
  readonly version: string;
}

/**
 * @param bundleFolder the folder of the running entry, `dist/main`
 * PENTIMENTO_USER_FOLDER names another folder for settings, as tests do.
 */
export function locate(bundleFolder: string): Locations {
  const root = resolve(bundleFolder, '../..');
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    bundleFolder,
    rendererFolder: join(root, 'dist/renderer'),
    resourcesFolder: join(root, 'resources'),
    modelsFolder: join(root, 'models'),
    userFolder: process.env['PENTIMENTO_USER_FOLDER'] ?? envPaths('pentimento', { suffix: '' }).config,
    version: z.object({ version: z.string() }).parse(manifest).version,
  };
}
