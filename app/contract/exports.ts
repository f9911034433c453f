import { z } from 'zod';
import { errorBody, fileRef, geometry, imageId } from './images.ts';
import { parameterValues } from './methods.ts';
import { procedure } from './procedure.ts';

export const conflictPolicy = z.enum(['unique', 'overwrite', 'skip', 'fail']);

export const encoding = z.object({
  format: z.enum(['jpeg', 'png', 'tiff', 'webp', 'avif']),
  /** 1–100, for jpeg, webp and avif; 100 is lossless for webp and avif. */
  quality: z.int().min(1).max(100).default(95),
  /** `source` keeps the file's own depth as far as the format can hold it. */
  depth: z.enum(['source', '8', '16', 'float']).default('source'),
  stripGps: z.boolean().default(false),
});

export const destination = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: z.string().min(1) }),
  z.object({ kind: z.literal('folder'), folder: z.string().min(1) }),
  /** Written into the session and handed out once at `/downloads/<id>`; a batch becomes one zip. */
  z.object({ kind: z.literal('download') }),
]);

const naming = {
  /** `{name}`, `{task}`, `{method}`, `{index}`, `{width}`, `{height}`; the extension is added. */
  template: z.string().min(1).default('{name}_{task}'),
  conflict: conflictPolicy.default('unique'),
};

export const writtenFile = z.object({
  name: z.string(),
  /** Absent for downloads. */
  path: z.string().nullable(),
  /** `/downloads/<id>`, for downloads. */
  url: z.string().nullable(),
  bytes: z.number(),
  skipped: z.boolean(),
  notices: z.array(z.string()),
});

const exportRequest = z.object({
  image: imageId,
  geometry: geometry.optional(),
  destination,
  encoding,
  ...naming,
  /** Write `<file>.pentimento.json`: method, parameters, seed, hashes, residual of every step. */
  sidecar: z.boolean().default(false),
});

export const step = z.object({ method: z.string(), parameters: parameterValues });

const batchRequest = z.object({
  inputs: z.array(fileRef).min(1),
  recursive: z.boolean().default(false),
  /** `auto`: for each photo the steps that its damage asks for. */
  steps: z.union([z.literal('auto'), z.array(step).min(1)]),
  /** One mask for all, for inpainting. */
  mask: fileRef.optional(),
  destination,
  /** Absent format: each file keeps its own where it can be written, else PNG. */
  encoding: encoding.partial({ format: true }),
  ...naming,
  /** Skip what an earlier run of the same recipe already wrote. */
  resume: z.boolean().default(false),
  sidecar: z.boolean().default(false),
  /** Write `pentimento-report.json` and `.csv` beside the results. */
  report: z.boolean().default(true),
  seed: z.int().nonnegative().default(0),
});

export const batchItem = z.object({
  input: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'skipped', 'failed', 'cancelled']),
  output: writtenFile.nullable(),
  error: errorBody.nullable(),
  seconds: z.number().nullable(),
});

export const batchState = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  total: z.int(),
  done: z.int(),
  failed: z.int(),
  skipped: z.int(),
  /** Rubbish such as Thumbs.db, and files that are no pictures, left out. */
  ignored: z.int(),
  secondsLeft: z.number().nullable(),
  /** Items that changed since the last event. */
  changed: z.array(batchItem),
  /** The zip of a batch to `download`, once done. */
  download: writtenFile.nullable(),
  error: errorBody.nullable(),
});

export const exports = {
  write: procedure(exportRequest, writtenFile),
  /** Writes a mask as an 8-bit grey PNG, white to be filled. */
  writeMask: procedure(
    z.object({ mask: imageId, destination, name: z.string(), conflict: conflictPolicy.default('unique') }),
    writtenFile,
  ),
};

export const batch = {
  start: procedure(batchRequest, batchState),
  cancel: procedure(z.object({ batch: z.string() }), z.null()),
};

export type ConflictPolicy = z.infer<typeof conflictPolicy>;
export type Encoding = z.infer<typeof encoding>;
export type Destination = z.infer<typeof destination>;
export type WrittenFile = z.infer<typeof writtenFile>;
export type Step = z.infer<typeof step>;
export type BatchState = z.infer<typeof batchState>;
export type BatchItem = z.infer<typeof batchItem>;
