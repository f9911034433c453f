import { z } from 'zod';
import { fileRef } from './images.ts';
import { procedure } from './procedure.ts';

export const settingsSchema = z.object({
  theme: z.enum(['system', 'dark', 'light']).default('system'),
  device: z.enum(['auto', 'cpu', 'cuda', 'dml', 'coreml', 'webgpu']).default('auto'),
  /** What the engine may hold at once; larger images are tiled. */
  memoryMegabytes: z.int().min(256).max(65536).default(1536),
  /** Files that declare more pixels are refused (decompression bombs). */
  maxMegapixels: z.number().min(1).max(4000).default(300),
  /** Ask for updates at start. Nothing else ever uses the network. */
  checkForUpdates: z.boolean().default(false),
  /** The tour with the sample photo was seen. */
  welcomed: z.boolean().default(false),
  recentFiles: z.array(z.string()).max(20).default([]),
});

const about = z.object({
  version: z.string(),
  host: z.enum(['electron', 'browser']),
  platform: z.string(),
  /** Whether native file dialogs exist and paths may be named (Electron). */
  paths: z.boolean(),
  devices: z.array(z.string()),
});

/** A network tried on a device, when it was first used there. */
const deviceTrial = z.object({
  network: z.string(),
  device: z.string(),
  /** For 256 × 256 pixels; null where it was not timed, or failed. */
  milliseconds: z.number().nullable(),
  /** Why it cannot be used there, in one line. */
  problem: z.string().nullable(),
});

export const app = {
  about: procedure(z.object({}), about),
  /** By which "auto" chooses: what was measured so far, network by network. */
  deviceTrials: procedure(z.object({}), z.array(deviceTrial)),
  settings: procedure(z.object({}), settingsSchema),
  changeSettings: procedure(settingsSchema.partial(), settingsSchema),
  /** Files named on the command line or by "open with" before the window was there; given once. */
  filesToOpen: procedure(z.object({}), z.array(fileRef)),
};

/** Native things that only the desktop has; calling them elsewhere is refused. */
export const desktop = {
  chooseFiles: procedure(z.object({ purpose: z.enum(['images', 'mask', 'psf', 'model']) }), z.array(fileRef)),
  chooseFolder: procedure(z.object({}), z.string().nullable()),
  chooseExportFile: procedure(z.object({ name: z.string() }), z.string().nullable()),
  showInFolder: procedure(z.object({ path: z.string() }), z.null()),
  /** Starts dragging an exported file out of the window. */
  dragOut: procedure(z.object({ path: z.string() }), z.null()),
};

/** Menu commands, sent to the window; the renderer's shortcuts have the same names. */
export const command = z.enum([
  'open',
  'export',
  'exportAs',
  'batch',
  'close',
  'settings',
  'shortcuts',
  'about',
  'undo',
  'redo',
  'paste',
  'copyResult',
  'run',
  'stop',
  'zoomFit',
  'zoomActual',
  'toggleBefore',
  'sideBySide',
  'compare',
  'toggleMask',
]);

export type Settings = z.infer<typeof settingsSchema>;
export type DeviceTrial = z.infer<typeof deviceTrial>;
export type About = z.infer<typeof about>;
export type Command = z.infer<typeof command>;
