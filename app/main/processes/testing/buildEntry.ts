import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'vite';

const repository = join(import.meta.dirname, '..', '..', '..', '..');

/** Bundles a process entry as the app's build does, into a new temporary folder. */
export async function buildEntry(source: string): Promise<{ folder: string; entry: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-entry-'));
  // The dependencies are left out of the bundle and must be found from where it lies.
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await build({
    configFile: false,
    logLevel: 'silent',
    root: folder,
    build: { ssr: source, outDir: folder, emptyOutDir: false, target: 'node20', minify: false },
  });
  return { folder, entry: join(folder, basename(source).replace(/\.ts$/u, '.js')) };
}
