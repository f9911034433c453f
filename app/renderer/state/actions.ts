import { clipboardPath } from '../../contract/routes.ts';
import { acceptImages, chooseFiles } from './files.ts';
import type { Action } from './shortcuts.ts';
import type { Workspace } from './workspace.svelte.ts';

const actions: Readonly<Record<Action, (workspace: Workspace) => void>> = {
  open: (workspace) => void workspace.notices.guard(() => openByDialog(workspace)),
  export: (workspace) => void workspace.notices.guard(() => exportAgain(workspace)),
  exportAs: (workspace) => {
    if (workspace.current) workspace.dialog = 'export';
  },
  batch: (workspace) => (workspace.dialog = 'batch'),
  settings: (workspace) => (workspace.dialog = 'settings'),
  shortcuts: (workspace) => (workspace.dialog = 'shortcuts'),
  about: (workspace) => (workspace.dialog = 'about'),
  compare: (workspace) => {
    if (workspace.current) workspace.dialog = 'compare';
  },
  close: (workspace) => {
    if (workspace.current) workspace.close(workspace.current);
  },
  undo: (workspace) => {
    workspace.current?.undo();
    workspace.clearPreview();
  },
  redo: (workspace) => {
    workspace.current?.redo();
    workspace.clearPreview();
  },
  paste: (workspace) => void workspace.notices.guard(() => pasteFromClipboard(workspace)),
  copyResult: (workspace) => void workspace.notices.guard(() => copyResult(workspace)),
  run: (workspace) => {
    if (workspace.current) void workspace.run(workspace.current);
  },
  stop: (workspace) => {
    if (!workspace.view.viewer?.cancelGesture()) void workspace.stop();
  },
  zoomFit: ({ view }) => view.viewer?.fit(),
  zoomActual: ({ view }) => view.viewer?.zoomActual(),
  toggleBefore: ({ view }) => view.toggleBefore(),
  sideBySide: ({ view }) => view.toggleSideBySide(),
  toggleMask: ({ view }) => (view.showMask = !view.showMask),
  hand: ({ view }) => (view.tool = 'hand'),
  crop: ({ view }) => (view.tool = 'crop'),
  brush: ({ view }) => (view.tool = 'brush'),
  eraser: ({ view }) => (view.tool = 'eraser'),
  lasso: ({ view }) => (view.tool = 'lasso'),
  rectangle: ({ view }) => (view.tool = 'rectangle'),
  swapPaint: ({ view }) => view.swapPaint(),
  brushSmaller: ({ view }) => view.resizeBrush(-1),
  brushLarger: ({ view }) => view.resizeBrush(1),
  brushSofter: ({ view }) => view.hardenBrush(-1),
  brushHarder: ({ view }) => view.hardenBrush(1),
  showOriginal: ({ view }) => (view.compare = 'original'),
  showSplit: ({ view }) => (view.compare = 'split'),
  showResult: ({ view }) => (view.compare = 'result'),
};

/** Does what a key, a menu entry or a button asks for. */
export function perform(workspace: Workspace, action: Action): void {
  actions[action](workspace);
}

async function openByDialog(workspace: Workspace): Promise<void> {
  if (workspace.hasPaths) {
    const files = await workspace.services.desktop.chooseFiles({ purpose: 'images' });
    if (files.length > 0) await workspace.openFiles(files);
  } else await workspace.openPicked(await chooseFiles({ accept: acceptImages, multiple: true }));
}

/** Ctrl+S: the same export once more; the first time its settings have to be asked for. */
async function exportAgain(workspace: Workspace): Promise<void> {
  const { current, exporter } = workspace;
  if (!current) return;
  if (exporter.repeatable) await exporter.write(current);
  else workspace.dialog = 'export';
}

async function pasteFromClipboard(workspace: Workspace): Promise<void> {
  const items = await navigator.clipboard.read();
  const files = await Promise.all(
    items.flatMap((item) =>
      item.types.filter((type) => type.startsWith('image/')).map((type) => item.getType(type)),
    ),
  );
  await workspace.openPicked(files.map((blob) => pasted(blob)));
}

/** A pasted picture has no name of its own. */
export function pasted(blob: Blob): { file: File; name: string } {
  const name = blob instanceof File && blob.name !== 'image.png' ? blob.name : 'Pasted.png';
  return { file: new File([blob], name, { type: blob.type }), name };
}

async function copyResult({ current, notices }: Workspace): Promise<void> {
  if (!current) return;
  const response = await fetch(clipboardPath(current.image.id, JSON.stringify(current.imageGeometry)));
  if (!response.ok) throw new Error('The picture could not be made for the clipboard; export it instead.');
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': await response.blob() })]);
  notices.add('info', 'Copied to the clipboard.');
}
