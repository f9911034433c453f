import { UserFacingError } from './errors.ts';

/** A point spread function as the user states it; see `operators/psf.ts` for its samples. */
export type PsfSpec =
  | { readonly kind: 'gaussian'; readonly sigma: number }
  | { readonly kind: 'disk'; readonly radius: number }
  | { readonly kind: 'motion'; readonly length: number; readonly degrees: number }
  | { readonly kind: 'box'; readonly size: number }
  | {
      readonly kind: 'matrix';
      readonly width: number;
      readonly height: number;
      readonly data: readonly number[];
      readonly name: string;
    };

interface Described {
  readonly label: string;
  /** One sentence for the form and for `pentimento methods`. */
  readonly help: string;
}

export interface NumberParameter extends Described {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly default: number | 'auto';
  /** Whether `'auto'` is a value: chosen from the data. */
  readonly auto: boolean;
  readonly integer: boolean;
  /** How a slider spreads the range. `log` wants `min > 0`. */
  readonly scale: 'linear' | 'log';
  readonly unit: string;
}

export interface ChoiceParameter extends Described {
  readonly kind: 'choice';
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly default: string;
}

export interface BooleanParameter extends Described {
  readonly kind: 'boolean';
  readonly default: boolean;
}

export interface PsfParameter extends Described {
  readonly kind: 'psf';
  readonly default: PsfSpec;
}

export type Parameter = NumberParameter | ChoiceParameter | BooleanParameter | PsfParameter;
export type ParameterSchema = Readonly<Record<string, Parameter>>;
export type ParameterValue = number | string | boolean | PsfSpec;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

type ValueOf<P extends Parameter> = P extends { kind: 'number'; auto: true }
  ? number | 'auto'
  : P extends { kind: 'number' }
    ? number
    : P extends { kind: 'choice'; options: readonly { value: infer V }[] }
      ? V
      : P extends { kind: 'boolean' }
        ? boolean
        : PsfSpec;

/** The values of a schema, as `run` receives them before automatic ones are resolved. */
export type ValuesOf<S extends ParameterSchema> = { readonly [K in keyof S]: ValueOf<S[K]> };

type NumberOptions = Described & {
  readonly min: number;
  readonly max: number;
  readonly scale?: 'linear' | 'log';
  readonly unit?: string;
};

const numberDefaults = { scale: 'linear', unit: '' } as const;

/** A real number with a fixed default. */
export function number(options: NumberOptions & { readonly default: number }) {
  return {
    ...numberDefaults,
    ...options,
    kind: 'number',
    auto: false,
    integer: false,
  } as const satisfies NumberParameter;
}

/** A real number that may be `'auto'`, its default. */
export function autoNumber(options: NumberOptions) {
  return {
    ...numberDefaults,
    ...options,
    kind: 'number',
    auto: true,
    default: 'auto',
    integer: false,
  } as const satisfies NumberParameter;
}

export function integer(options: NumberOptions & { readonly default: number }) {
  return {
    ...numberDefaults,
    ...options,
    kind: 'number',
    auto: false,
    integer: true,
  } as const satisfies NumberParameter;
}

export function choice<const O extends readonly { value: string; label: string }[]>(
  options: Described & { readonly options: O; readonly default: O[number]['value'] },
) {
  return { ...options, kind: 'choice' } as const satisfies ChoiceParameter;
}

export function boolean(options: Described & { readonly default: boolean }) {
  return { ...options, kind: 'boolean' } as const satisfies BooleanParameter;
}

export function psf(options: Described & { readonly default: PsfSpec }) {
  return { ...options, kind: 'psf' } as const satisfies PsfParameter;
}

/** A given value as it may stand in a message. */
function shown(value: ParameterValue): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function parseNumber(name: string, parameter: NumberParameter, value: ParameterValue): number | 'auto' {
  if (value === 'auto') {
    if (parameter.auto) return value;
    throw new UserFacingError('cannot be chosen automatically', rangeAdvice(parameter), name);
  }
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof parsed !== 'number' || !Number.isFinite(parsed))
    throw new UserFacingError(`"${shown(value)}" is not a number`, rangeAdvice(parameter), name);
  if (parsed < parameter.min || parsed > parameter.max)
    throw new UserFacingError(`${parsed} is out of range`, rangeAdvice(parameter), name);
  if (parameter.integer && !Number.isInteger(parsed))
    throw new UserFacingError(`${parsed} is not a whole number`, rangeAdvice(parameter), name);
  return parsed;
}

function rangeAdvice({ min, max, unit, integer, auto }: NumberParameter): string {
  const kind = integer ? 'a whole number' : 'a number';
  return `give ${kind} from ${min} to ${max}${unit && ` ${unit}`}${auto ? ', or "auto"' : ''}`;
}

function parseBoolean(name: string, value: ParameterValue): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new UserFacingError(`"${shown(value)}" is neither true nor false`, 'give one of the two', name);
}

function parseChoice(name: string, parameter: ChoiceParameter, value: ParameterValue): string {
  const values = parameter.options.map((option) => option.value);
  const found = values.find((option) => option === shown(value));
  if (found === undefined)
    throw new UserFacingError(`"${shown(value)}" is not a choice`, `give one of ${values.join(', ')}`, name);
  return found;
}

const psfForms = 'give gaussian:SIGMA, disk:RADIUS, motion:LENGTH,DEGREES, box:SIZE or file:PATH';

/**
 * Reads a PSF in its short form, e.g. `motion:15,30`. `file:` is resolved to a `matrix` before it
 * comes here, by whoever may read files. Numbers are in pixels and degrees (counter-clockwise from x).
 */
export function parsePsfText(name: string, text: string): PsfSpec {
  const [kind = '', rest = ''] = text.split(':', 2);
  const values = rest.split(',').map(Number);
  const [first = NaN, second = NaN] = values;
  const plausible = values.every(Number.isFinite) && rest.trim() !== '' && first > 0 && first <= 500;
  if (plausible && values.length === 1) {
    if (kind === 'gaussian') return { kind, sigma: first };
    if (kind === 'disk') return { kind, radius: first };
    if (kind === 'box') return { kind, size: first };
  }
  if (plausible && values.length === 2 && kind === 'motion') return { kind, length: first, degrees: second };
  throw new UserFacingError(`"${text}" is not a point spread function`, psfForms, name);
}

function parsePsf(name: string, value: ParameterValue): PsfSpec {
  if (typeof value === 'string') return parsePsfText(name, value);
  if (typeof value === 'object') return value;
  throw new UserFacingError(`"${shown(value)}" is not a point spread function`, psfForms, name);
}

function parseParameter(name: string, parameter: Parameter, value: ParameterValue): ParameterValue {
  switch (parameter.kind) {
    case 'number':
      return parseNumber(name, parameter, value);
    case 'boolean':
      return parseBoolean(name, value);
    case 'choice':
      return parseChoice(name, parameter, value);
    case 'psf':
      return parsePsf(name, value);
  }
}

/**
 * Checks given values against a schema, reads texts from the command line, fills in defaults.
 * @throws UserFacingError naming the parameter that is unknown, of the wrong kind or out of range
 */
export function parseParameters<S extends ParameterSchema>(schema: S, given: ParameterValues): ValuesOf<S> {
  for (const name of Object.keys(given))
    if (!(name in schema))
      throw new UserFacingError(
        'is not a parameter of this method',
        `it has: ${Object.keys(schema).join(', ')}`,
        name,
      );
  const values = Object.fromEntries(
    Object.entries(schema).map(([name, parameter]) => [
      name,
      parseParameter(name, parameter, given[name] ?? parameter.default),
    ]),
  );
  // Each value was checked against its own entry just above; the compiler cannot follow the mapping.
  return values as ValuesOf<S>;
}
