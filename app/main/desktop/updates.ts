import { access } from 'node:fs/promises';
import { join } from 'node:path';

/** The part of electron-updater that is used. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  checkForUpdates(): Promise<{
    readonly isUpdateAvailable: boolean;
    readonly updateInfo: { readonly version: string };
  } | null>;
  downloadUpdate(): Promise<unknown>;
}

export interface UpdateDeps {
  /** The user's setting; without it nothing happens at all. */
  readonly wanted: boolean;
  /** Where a build that has an update server keeps its address, as `app-update.yml`. */
  readonly resourcesPath: string;
  /** Loaded only where it is used. */
  readonly loadUpdater: () => Promise<Updater>;
  readonly notice: (level: 'info' | 'warning', text: string) => void;
  /** Asks whether to download a version now. */
  readonly confirm: (version: string) => Promise<boolean>;
}

/**
 * Asks for a newer version, if the user wants that and the build names a server to ask. Nothing is
 * downloaded without a yes; a downloaded version is installed when the app is closed.
 */
export async function checkForUpdates(deps: UpdateDeps): Promise<void> {
  if (!deps.wanted) return;
  if (!(await exists(join(deps.resourcesPath, 'app-update.yml')))) {
    deps.notice(
      'info',
      'This build names no update server, so nothing was asked; new versions are installed by hand.',
    );
    return;
  }
  try {
    const updater = await deps.loadUpdater();
    updater.autoDownload = false;
    updater.autoInstallOnAppQuit = true;
    const found = await updater.checkForUpdates();
    if (found?.isUpdateAvailable !== true) return;
    if (!(await deps.confirm(found.updateInfo.version))) return;
    await updater.downloadUpdate();
    deps.notice('info', `Version ${found.updateInfo.version} will be installed when Pentimento is closed.`);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    deps.notice('warning', `Updates could not be checked (${reason ?? 'unknown reason'}); try again later.`);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
