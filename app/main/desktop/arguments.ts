import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The files named when the app was started, as absolute paths.
 *
 * @param argv the process's whole argument list
 * @param folder what relative names are relative to
 * @param unpackaged whether the first name is the app's own script, as in a checkout
 */
export function filesFromArguments(argv: readonly string[], folder: string, unpackaged: boolean): string[] {
  const names: string[] = [];
  let onlyNames = false;
  for (const argument of argv.slice(1)) {
    if (!onlyNames && argument === '--') onlyNames = true;
    // Chromium and Electron add switches of their own; none of them takes a separate value.
    else if (argument !== '' && (onlyNames || !argument.startsWith('-'))) names.push(argument);
  }
  return names.slice(unpackaged ? 1 : 0).flatMap((name) => toPath(name, folder));
}

/** File managers hand over either paths or file URLs; other URLs are not ours to fetch. */
function toPath(name: string, folder: string): string[] {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(name)) {
    try {
      return [fileURLToPath(name)];
    } catch {
      return [];
    }
  }
  return [resolve(folder, name)];
}
