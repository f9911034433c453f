import type { PhotoDocument } from './document.svelte.ts';
import { acceptImages, chooseFiles, referTo, saveDownload } from './files.ts';
import type { Workspace } from './workspace.svelte.ts';

/** Asks for an image file and takes it as the photo's mask. */
export async function importMask(workspace: Workspace, photo: PhotoDocument): Promise<void> {
  const { services, uploads, desktop, notices } = workspace;
  await notices.guard(async () => {
    if (workspace.hasPaths) {
      const [file] = await services.desktop.chooseFiles({ purpose: 'mask' });
      if (file) await workspace.importMask(photo, file);
      return;
    }
    const [picked] = await chooseFiles({ accept: acceptImages });
    if (picked) await workspace.importMask(photo, await referTo(picked, uploads, desktop));
  });
}

/** Writes the photo's mask as a PNG, white where it is to be filled. */
export async function exportMask(workspace: Workspace, photo: PhotoDocument): Promise<void> {
  const { services, runner, notices } = workspace;
  await notices.guard(async () => {
    const name = `${photo.name.replace(/\.[^.]+$/, '')}_mask`;
    const path = workspace.hasPaths ? await services.desktop.chooseExportFile({ name: `${name}.png` }) : null;
    if (workspace.hasPaths && path === null) return;
    const mask = await runner.maskImage(photo.mask);
    const written = await services.exports.writeMask({
      mask,
      name,
      destination: path === null ? { kind: 'download' } : { kind: 'file', path },
      ...(path !== null && { conflict: 'overwrite' as const }),
    });
    if (written.url !== null) saveDownload(written.url, written.name);
    notices.add('info', `Exported ${written.path ?? written.name}.`);
  });
}
