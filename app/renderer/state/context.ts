import { createContext } from 'svelte';
import type { Workspace } from './workspace.svelte.ts';

/** The one workspace of the window, for every component below `App`. */
export const [useWorkspace, provideWorkspace] = createContext<Workspace>();

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
