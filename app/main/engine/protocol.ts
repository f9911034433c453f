import type { Explanation, ObjectivePoint, Rect, Score, Step, TaskName } from '../../contract/index.ts';
import type { PairSums } from '../../compute/metrics/blendedResidual.ts';
import type { Image } from '../../compute/image.ts';
import type { CaseResult } from '../../compute/inversion/contest.ts';
import type { Damage } from '../../compute/plan/damage.ts';
import type { ErrorCurve, Trials } from '../../compute/sparseCodes/errorCurves.ts';
import type { ParameterValues } from '../../compute/parameters.ts';
import type { CallOptions } from '../processes/calls.ts';
import type { PixelFormat } from '../session/format.ts';
import type { Piece } from './score.ts';

/** What the engine process does: solvers and networks, nothing else. */
export interface EngineCalls {
  run(input: RunInput, options?: CallOptions<RunProgress>): Promise<RunOutput>;
  /** What can be measured of an image's damage from its pixels. */
  estimate(input: { source: string }, options?: CallOptions): Promise<Omit<Damage, 'jpegQuality'>>;
  /** The root mean square of b − a, 8-bit units; null where their sizes differ. */
  change(input: { a: string; b: string }, options?: CallOptions): Promise<number | null>;
  /** How near two parts of one size are. */
  score(input: { a: Piece; b: Piece }): Promise<Score>;
  /** What the statistics of every blend of two residuals are made of: session images of one size. */
  residualPair(input: { a: string; b: string }): Promise<PairSums>;
  /** What networks can run on here, `cpu` first. */
  devices(input: object): Promise<string[]>;
  /** Loads a model and compares it with its card; the problem in one line, null where they agree. */
  checkModel(input: { folder: string }): Promise<string | null>;
  /** Finds out what a user's network does, and writes it with its card into `<folder>/<name>/`. */
  importModel(input: ImportInput, options?: CallOptions): Promise<{ name: string }>;
  /** How near solvers and networks come to sparse codes, step by step; tells the share that is done. */
  sparseCodes(input: SparseCodesInput, options?: CallOptions<number>): Promise<ErrorCurve[]>;
  /** A solver and three networks on one inverse problem; tells the share that is done. */
  inversion(input: InversionInput, options?: CallOptions<number>): Promise<CaseResult[]>;
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
  /** Of the file that the source came from; null where it is no JPEG. */
  readonly jpegQuality: number | null;
  /** Session image to be written (float32, alpha carried over), with its levels. */
  readonly target: string;
  /** Maps to be written beside it (8 bit), null for none. */
  readonly maps: { readonly residual: string; readonly invented: string } | null;
  /** Session image to be written with y − A x̂ itself (float32, no levels), where there is one. */
  readonly residualTarget?: string;
  readonly memoryMegabytes: number;
  readonly device: string;
  /** Where it is kept which device is the quickest; without it `auto` is the processor. */
  readonly devicesFile?: string;
  /** Folders that hold models, the app's own first. */
  readonly modelFolders: readonly string[];
}

export interface RunProgress {
  readonly stage: string;
  readonly fraction: number;
  readonly objective: ObjectivePoint | null;
}

/** A map that was written: where, and its size. */
export interface WrittenMap {
  readonly base: string;
  readonly format: PixelFormat;
  readonly levels: number;
}

export interface RunOutput {
  readonly format: PixelFormat;
  readonly levels: number;
  readonly task: TaskName;
  /** With no `auto` left. */
  readonly parameters: ParameterValues;
  readonly chosen: {
    readonly parameter: string;
    readonly value: ParameterValues[string];
    readonly reason: string;
  }[];
  readonly explanation: Omit<Explanation, 'residualMap' | 'inventedMap'>;
  readonly maps: { readonly residual: WrittenMap | null; readonly invented: WrittenMap | null };
  readonly seconds: number;
  /** The most that any tile took. */
  readonly iterations: number;
  /** The largest of any tile's. */
  readonly gap: number | null;
  readonly device: string;
  readonly notices: string[];
}

export interface SparseCodesInput extends Trials {
  /** The app's own, which has the networks. */
  readonly modelsFolder: string;
}

export interface InversionInput {
  /** The app's own, which has the networks. */
  readonly modelsFolder: string;
  /** A grey square. */
  readonly photo: Image;
  readonly seed: number;
}

export interface ImportInput {
  readonly path: string;
  /** The user's own name of the file, from which the model's is made. */
  readonly fileName: string;
  readonly folder: string;
}
