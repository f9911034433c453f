import type { Image, Mask } from './image.ts';
import type { Network } from './network.ts';
import type { ParameterSchema, ParameterValue, ParameterValues, ValuesOf } from './parameters.ts';

export const tasks = ['restore', 'inpaint', 'denoise', 'deblur', 'upscale', 'recover'] as const;
export type Task = (typeof tasks)[number];

/** What a method is given: one image or one tile of it, and for inpainting what is unknown in it. */
export interface Problem {
  /**
   * The measurement y: 1 (grey) or 3 (RGB) channels; alpha never reaches a method. For the task `recover` it
   * need not look like a picture, see `operators/measurement.ts`.
   */
  readonly image: Image;
  /** Present exactly when the method's task is `inpaint`. */
  readonly mask?: Mask;
}

/** What was measured in the whole image, once, before any tile is run. */
export interface Estimates {
  /** Standard deviation of the noise, 8-bit units (0–255). */
  readonly noise: number;
  /** Of the file, 1–100; absent where it is no JPEG. */
  readonly jpegQuality?: number;
}

/** One automatic choice, in words for a person. */
export interface Chosen {
  readonly parameter: string;
  readonly value: ParameterValue;
  /** e.g. "noise measured in the photo: 12.3". */
  readonly reason: string;
}

/** Yielded after every iteration; between two of them the caller may cancel. */
export interface Progress {
  readonly iteration: number;
  /** The most iterations that may come. */
  readonly iterations: number;
  /** How many of these only prepared for those whose objective is told; absent means none. */
  readonly before?: number;
  readonly objective?: number;
  /** Lower bound of the objective, where the method has one. */
  readonly dual?: number;
}

/** Runs an algorithm to its end, iteration by iteration. */
export type Iterations<Result> = AsyncGenerator<Progress, Result, void>;

/** The measurement model y = A x + noise that a method solved. */
export interface ForwardModel {
  /** A x, of the measurement's size. Linear. */
  apply(x: Image): Image;
  /** A⁺A x: what the data determine of x. Absent where A is injective and nothing can be invented. */
  projectOnRange?(x: Image): Image;
  /** Known-noise standard deviation in 8-bit units; null where the method assumes no noise. */
  readonly noise: number | null;
  /** True where A was guessed rather than given (then the maps are labelled "estimated"). */
  readonly estimated: boolean;
}

/**
 * How an image too large for memory is cut.
 * - `tiles`: any tile grown by `halo` pixels gives the same result inside the tile; where `grid` is given, any
 *   that begins at a multiple of it. Where it is `transformed`, the halo reaches to sizes that the Fourier
 *   transform is quick for.
 * - `components`: the boxes around connected unknown regions, grown by `margin`, are independent.
 * - `whole`: not at all; what does not fit is refused.
 */
export type Tiling<V> =
  | {
      readonly kind: 'tiles';
      readonly transformed?: true;
      halo(values: V): number;
      grid?(values: V): number;
    }
  | { readonly kind: 'components'; readonly margin: number }
  | { readonly kind: 'whole' };

/** What falls while a method iterates: its objective, or how far it is from a fixed point where it has none. */
export type Curve = 'objective' | 'fixed-point residual';

export interface Context {
  /** All randomness derives from it: the same seed gives the same result. */
  readonly seed: number;
  /** The network that the method runs; present exactly for those that need one. */
  readonly network?: Network;
}

export interface MethodDefinition<S extends ParameterSchema> {
  /** kebab-case, unique: `tv-denoise`. */
  readonly id: string;
  readonly task: Task;
  /** A few words for a menu. */
  readonly title: string;
  /** One or two sentences: what it does, when to use it, what it costs. */
  readonly summary: string;
  /** Author, title or venue, year, equation. */
  readonly reference: string;
  /** Too slow for a live preview of half a megapixel; absent means it is not. */
  readonly slow?: boolean;
  /** Names of networks, the best first: it runs one of them, `context.network`. Absent means that it needs none. */
  networks?(values: ValuesOf<S>): readonly string[];
  /** What `objective` of its progress is; absent means the objective. */
  readonly curve?: Curve;
  /** The only number of channels that it takes; absent means grey and colour alike. */
  readonly channels?: 3;
  readonly parameters: S;
  readonly tiling: Tiling<ValuesOf<S>>;
  /** Float32 images of the tile's size that `run` holds at once; bounds the tile. */
  readonly workingCopies: number;
  /** Output pixels per input pixel along each side; absent means 1. */
  scale?(values: ValuesOf<S>): number;
  /**
   * Replaces every `'auto'` by a number. `sample` is a representative piece of the whole image at
   * full resolution (the whole image where it is small), so that all tiles agree.
   */
  resolve?(
    sample: Problem,
    values: ValuesOf<S>,
    estimates: Estimates,
  ): Promise<{ values: ValuesOf<S>; chosen: Chosen[] }>;
  forwardModel(problem: Problem, values: ValuesOf<S>): ForwardModel;
  run(problem: Problem, values: ValuesOf<S>, context: Context): Iterations<Image>;
}

/** A method whose parameter types are hidden behind its own validation. */
export interface Method {
  readonly id: string;
  readonly task: Task;
  readonly title: string;
  readonly summary: string;
  readonly reference: string;
  readonly slow: boolean;
  readonly needsNetwork: boolean;
  readonly curve: Curve;
  readonly channels: 3 | null;
  readonly parameters: ParameterSchema;
  readonly workingCopies: number;
  /** Checks values, fills defaults, and binds the method to them. */
  bind(given: ParameterValues): BoundMethod;
}

/** A method with its parameters checked. Everything that runs goes through one of these. */
export interface BoundMethod {
  readonly method: Method;
  readonly values: ParameterValues;
  readonly scale: number;
  /** Names of networks, the best first, one of which it runs; empty where it needs none. */
  readonly networks: readonly string[];
  readonly tiling:
    | {
        readonly kind: 'tiles';
        readonly halo: number;
        readonly grid: number;
        readonly transformed: boolean;
      }
    | { readonly kind: 'components'; readonly margin: number }
    | { readonly kind: 'whole' };
  /**
   * The same method with no `'auto'` left, and what was chosen.
   * @throws UserFacingError where the sample holds NaN or infinity
   */
  resolve(sample: Problem, estimates: Estimates): Promise<{ bound: BoundMethod; chosen: Chosen[] }>;
  forwardModel(problem: Problem): ForwardModel;
  /** @throws UserFacingError where the measurement or the result holds NaN or infinity */
  run(problem: Problem, context: Context): Iterations<Image>;
}
