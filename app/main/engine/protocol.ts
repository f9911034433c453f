import type { Explanation, ObjectivePoint, Rect, Step } from '../../contract/index.ts';
import type { PixelFormat } from '../session/format.ts';
import type { ParameterValues } from '../../compute/parameters.ts';

/** What the engine process does: solvers and networks, nothing else. */
export interface EngineCalls {
  run(input: RunInput, onProgress: (progress: RunProgress) => void): Promise<RunOutput>;
  /** Noise level of a whole image, 8-bit units. */
  estimate(input: { source: string }): Promise<{ noise: number }>;
}

export interface RunInput {
  /** Session image, without `.v`. */
  readonly source: string;
  /** Session image of one 8-bit band. */
  readonly mask: string | null;
  /** A part of the image only: the result has the part's size. */
  readonly region: Rect | null;
  readonly step: Step;
  readonly seed: number;
  /** Session image to be written (float32, alpha carried over), with its levels. */
  readonly target: string;
  /** Maps to be written beside it (8 bit), null for none. */
  readonly maps: { readonly residual: string; readonly invented: string } | null;
  readonly memoryMegabytes: number;
  readonly device: string;
  /** Folders that hold models, the app's own first. */
  readonly modelFolders: readonly string[];
}

export interface RunProgress {
  readonly stage: string;
  readonly fraction: number;
  readonly objective: ObjectivePoint | null;
}

export interface RunOutput {
  readonly format: PixelFormat;
  readonly levels: number;
  readonly parameters: ParameterValues;
  readonly chosen: {
    readonly parameter: string;
    readonly value: ParameterValues[string];
    readonly reason: string;
  }[];
  /** `residualMap` and `inventedMap` here say which maps were written (by their `target`). */
  readonly explanation: Explanation;
  readonly seconds: number;
  readonly iterations: number;
  readonly gap: number | null;
  readonly device: string;
  readonly notices: string[];
}
