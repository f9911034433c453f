/**
 * What the window and the machine say to each other, and the only code they share.
 * Calls go to `contract`, news comes back as `events`; pixels go by `routes.ts`.
 */
import { z } from 'zod';
import { app, command, desktop } from './app.ts';
import { comparison, comparisonState } from './comparison.ts';
import { dial, dialNews } from './dial.ts';
import { batch, batchState, exports } from './exports.ts';
import { fileRef } from './images.ts';
import { images } from './images.ts';
import { jobs, jobState } from './jobs.ts';
import { lab, labRun } from './lab.ts';
import { methods, models, presets } from './methods.ts';
import { restoration } from './restoration.ts';
import type { ServicesOf } from './procedure.ts';

export const contract = {
  app,
  images,
  methods,
  presets,
  models,
  jobs,
  exports,
  batch,
  comparison,
  dial,
  lab,
  restoration,
  desktop,
};

export const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job'), job: jobState }),
  z.object({ type: z.literal('batch'), batch: batchState }),
  z.object({ type: z.literal('comparison'), comparison: comparisonState }),
  z.object({ type: z.literal('dial'), news: dialNews }),
  /** The share of one of the Lab's runs that is done. */
  z.object({ type: z.literal('lab'), run: labRun, fraction: z.number() }),
  /** Something the user should know that belongs to no call: "the engine was restarted". */
  z.object({ type: z.literal('notice'), level: z.enum(['info', 'warning']), text: z.string() }),
  z.object({ type: z.literal('command'), command }),
  z.object({ type: z.literal('openFiles'), files: z.array(fileRef) }),
]);

export type Contract = typeof contract;
export type Services = ServicesOf<Contract>;
export type Event = z.infer<typeof event>;

export type * from './app.ts';
export type * from './comparison.ts';
export type * from './dial.ts';
export type * from './exports.ts';
export type * from './images.ts';
export type * from './jobs.ts';
export type * from './lab.ts';
export type * from './methods.ts';
export type * from './restoration.ts';
