import type { Image } from '../../app/compute/image.ts';
import type { Iterations, Problem, Task } from '../../app/compute/method.ts';
import type { ParameterValues } from '../../app/compute/parameters.ts';

export type Solve = (problem: Problem, parameters: ParameterValues) => Iterations<Image>;

/** A method with what it is told. */
export interface Entry {
  /** In tables. */
  readonly label: string;
  /** A method's id, or what solves the problem without one; null for the damaged picture itself. */
  readonly method: string | Solve | null;
  readonly parameters: ParameterValues;
  /** Of `parameters`, one whose best factor is sought by whoever knows the truth. */
  readonly oracle?: { readonly parameter: string; readonly values: readonly number[] };
}

/** A picture that was damaged in a known way, and what is to restore it. */
export interface Trial {
  /** What is averaged over: "deblur, σ 2.55, Set12". */
  readonly setting: string;
  /** Unique within the setting. */
  readonly name: string;
  readonly entries: readonly Entry[];
  /** Made only when its turn comes. */
  prepare(): Promise<Damaged>;
}

export interface Damaged {
  readonly truth: Image;
  readonly problem: Problem;
  /** What is compared: all of the picture, or e.g. its luminance without the border. */
  readonly judged?: (image: Image) => Image;
}

/** What a task is given. */
export interface Choice {
  /** Holds eval/ and its pictures. */
  readonly data: string;
  /** Side of the square in the middle that is used; Infinity for all. */
  readonly side: number;
  /** Methods of the networks that were found. */
  readonly networks: (task: Task, scale?: number) => readonly string[];
}
