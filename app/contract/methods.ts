import { z } from 'zod';
import { fileRef } from './images.ts';
import { procedure } from './procedure.ts';

export const psfSpec = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('gaussian'), sigma: z.number() }),
  z.object({ kind: z.literal('disk'), radius: z.number() }),
  z.object({ kind: z.literal('motion'), length: z.number(), degrees: z.number() }),
  z.object({ kind: z.literal('box'), size: z.number() }),
  z.object({
    kind: z.literal('matrix'),
    width: z.int().positive(),
    height: z.int().positive(),
    data: z.array(z.number()).readonly(),
    name: z.string(),
  }),
]);

export const parameterValue = z.union([z.number(), z.string(), z.boolean(), psfSpec]);
export const parameterValues = z.record(z.string(), parameterValue);

const described = { label: z.string(), help: z.string() };
const parameter = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('number'),
    ...described,
    min: z.number(),
    max: z.number(),
    default: z.union([z.number(), z.literal('auto')]),
    auto: z.boolean(),
    integer: z.boolean(),
    scale: z.enum(['linear', 'log']),
    unit: z.string(),
  }),
  z.object({
    kind: z.literal('choice'),
    ...described,
    options: z.array(z.object({ value: z.string(), label: z.string() })),
    default: z.string(),
  }),
  z.object({ kind: z.literal('boolean'), ...described, default: z.boolean() }),
  z.object({ kind: z.literal('psf'), ...described, default: psfSpec }),
]);

export const task = z.enum(['restore', 'inpaint', 'denoise', 'deblur', 'upscale', 'recover']);

const methodDescription = z.object({
  id: z.string(),
  task,
  title: z.string(),
  summary: z.string(),
  reference: z.string(),
  /** Takes seconds where others take a moment. */
  slow: z.boolean(),
  /** What falls while it iterates: its objective, or where it has none how far it is from a fixed point. */
  curve: z.enum(['objective', 'fixed-point residual']),
  /** The parameter by which its effect is turned up and down; null where it has none. */
  dial: z.string().nullable(),
  parameters: z.record(z.string(), parameter),
});

const preset = z.object({ name: z.string().min(1).max(80), method: z.string(), parameters: parameterValues });

const modelSummary = z.object({
  name: z.string(),
  title: z.string(),
  task,
  /** Whether the card and the file agree; the problem in one line where not. */
  problem: z.string().nullable(),
  bytes: z.number(),
  /** Whether it was imported by the user (and may be removed). */
  own: z.boolean(),
});

export const methods = {
  list: procedure(z.object({}), z.array(methodDescription)),
  /** Reads a PSF from a picture or a JSON matrix, normalised to sum 1. */
  readPsf: procedure(z.object({ file: fileRef }), psfSpec),
};

export const presets = {
  list: procedure(z.object({}), z.array(preset)),
  /** Saves a preset, replacing one of the same name. */
  save: procedure(preset, z.array(preset)),
  remove: procedure(z.object({ name: z.string() }), z.array(preset)),
};

export const models = {
  list: procedure(z.object({}), z.array(modelSummary)),
  /** Probes a user's ONNX file, writes its card and adds it to the models folder. */
  import: procedure(z.object({ file: fileRef }), modelSummary),
  remove: procedure(z.object({ name: z.string() }), z.array(modelSummary)),
};

export type MethodDescription = z.infer<typeof methodDescription>;
export type ModelSummary = z.infer<typeof modelSummary>;
export type Preset = z.infer<typeof preset>;
export type TaskName = z.infer<typeof task>;
