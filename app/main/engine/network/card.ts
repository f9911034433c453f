import { z } from 'zod';
import type { Level } from '../../../compute/network.ts';
import { task } from '../../../contract/methods.ts';

const learnedNumber = z.tuple([z.number(), z.number(), z.number()]);

/** What `card.json` says of the network beside it. */
export const cardSchema = z.object({
  /** Unique, kebab-case: the folder's name and the method's id. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/u),
  title: z.string().min(1),
  summary: z.string(),
  task: task.exclude(['inpaint', 'deblur', 'recover']),
  reference: z.string(),
  licence: z.string(),
  /** The ONNX file, in the card's folder. */
  file: z.string().regex(/^[\w.-]+\.onnx$/u),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  /** Output pixels per input pixel along each side. */
  scale: z.int().min(1).max(8),
  /** Colour channels in and out. */
  channels: z.union([z.literal(1), z.literal(3)]),
  layout: z.enum(['NCHW', 'NHWC']),
  /** The value that white has for the network. */
  range: z.union([z.literal(1), z.literal(255)]),
  /**
   * How it is told the level, noise in its own range and quality as a share of 100: not at all, as one number, as an image of one
   * channel, or as one more channel of the input.
   */
  noise: z.enum(['none', 'scalar', 'map', 'channel']),
  /** What it is told in that way. */
  level: z.enum(['noise', 'quality']).default('noise'),
  /** Width and height must be multiples of it. */
  multiple: z.int().min(1).max(512),
  /** The only size it takes, or is to be given, where there is one. */
  fixedSize: z.object({ width: z.int().positive(), height: z.int().positive() }).nullable(),
  /** How far a pixel of the input reaches, in pixels of the input. */
  halo: z.int().min(0).max(1024),
  /** Of a network for the Lab: what it was trained to undo (blur in pixels, noise in levels) and the energy's λ. */
  problem: z
    .object({ blur: z.number().positive(), noise: z.number().positive(), strength: z.number().positive() })
    .optional(),
  /**
   * Of a network that was trained within an unrolled splitting, its steps: each number is exp(a + b ln σ + c ln scale), σ the
   * noise of the data in 8-bit units, of [a, b, c].
   */
  steps: z
    .array(z.object({ weight: learnedNumber, level: learnedNumber }))
    .min(1)
    .max(100)
    .optional(),
});

export type Card = z.infer<typeof cardSchema>;

/** What the network is told besides the image, if anything. */
export const levelOf = ({ noise, level }: Pick<Card, 'noise' | 'level'>): Level | null =>
  noise === 'none' ? null : level;
