import { z } from 'zod';
import { procedure } from './procedure.ts';

/** An image held by the session. Pixels never travel in messages: they are fetched by this name. */
export const imageId = z.string().min(1);

/** A file of the user's: by path where the door may read paths, or one that was uploaded. */
export const fileRef = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string().min(1) }),
  z.object({ kind: z.literal('upload'), upload: z.string().min(1), name: z.string().min(1) }),
]);

/** An error for a person: what is wrong, where, what to do. */
export const errorBody = z.object({
  code: z.enum(['user', 'cancelled', 'crashed', 'internal']),
  problem: z.string(),
  remedy: z.string(),
  where: z.string().optional(),
});

export const imageInfo = z.object({
  id: imageId,
  name: z.string(),
  width: z.int().positive(),
  height: z.int().positive(),
  /** Colour channels: 1 or 3. */
  channels: z.union([z.literal(1), z.literal(3)]),
  alpha: z.boolean(),
  /** Bits per sample; 32 is floating point. */
  depth: z.union([z.literal(8), z.literal(16), z.literal(32)]),
  /** "jpeg", "png", …; "result" for what the app computed. */
  format: z.string(),
  /** Name of the embedded colour profile, null for none (then sRGB is assumed). */
  profile: z.string().nullable(),
  /** Where it came from on disk, null for uploads, pastes and results. */
  path: z.string().nullable(),
  bytes: z.number().nullable(),
  hasGps: z.boolean(),
  /** Reduced copies: level n is 1/2^n of the size, rounded up; the last fits into one tile. */
  levels: z.int().positive(),
  /** Things worth telling: "animation: only the first frame was opened". */
  notices: z.array(z.string()),
});

export const rect = z.object({
  x: z.int().nonnegative(),
  y: z.int().nonnegative(),
  width: z.int().positive(),
  height: z.int().positive(),
});

/**
 * How the picture is turned and cut: non-destructive, applied last, at display and at export.
 * Order: mirror left to right, then quarter turns clockwise, then straighten about the centre of the
 * turned frame, then crop. `crop` is in pixels of the turned frame; null keeps all of it.
 * For an upscaled result the crop is scaled with the picture.
 */
export const geometry = z.object({
  mirror: z.boolean(),
  quarterTurns: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  /** Degrees clockwise, −45 to 45. */
  straighten: z.number().min(-45).max(45),
  crop: rect.nullable(),
});

const histogram = z.object({
  /** 256 counts per channel (grey, or red, green, blue), over values in [0, 1]. */
  channels: z.array(z.array(z.int().nonnegative()).length(256)),
});

export const openOutcome = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), image: imageInfo }),
  z.object({ ok: z.literal(false), name: z.string(), error: errorBody }),
]);

export const images = {
  /** Opens each file; one that fails does not keep the others from opening. */
  open: procedure(z.object({ files: z.array(fileRef) }), z.array(openOutcome)),
  /** The sample photographs that come with the app. */
  samples: procedure(
    z.object({}),
    z.array(
      z.object({
        file: z.string(),
        title: z.string(),
        task: z.string(),
        hint: z.string(),
        credit: z.string(),
      }),
    ),
  ),
  openSample: procedure(
    z.object({ file: z.string() }),
    z.object({ image: imageInfo, mask: imageId.nullable() }),
  ),
  /** Forgets an image and frees its session file. */
  close: procedure(z.object({ image: imageId }), z.null()),
  histogram: procedure(z.object({ image: imageId }), histogram),
  /** Sample values in [0, 1] at one pixel, in the file's own encoding, alpha last. */
  pixel: procedure(z.object({ image: imageId, x: z.int(), y: z.int() }), z.array(z.number())),
  /** Opens an image file as a mask for `image` (white or opaque = to be filled). Sizes must agree. */
  openMask: procedure(z.object({ image: imageId, file: fileRef }), imageId),
};

export type ImageId = z.infer<typeof imageId>;
export type FileRef = z.infer<typeof fileRef>;
export type ErrorBody = z.infer<typeof errorBody>;
export type ImageInfo = z.infer<typeof imageInfo>;
export type Rect = z.infer<typeof rect>;
export type Geometry = z.infer<typeof geometry>;
export type Histogram = z.infer<typeof histogram>;
export type OpenOutcome = z.infer<typeof openOutcome>;
