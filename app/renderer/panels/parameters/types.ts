import type { MethodDescription } from '../../../contract/index.ts';
import type { ParameterValue } from '../../state/form.svelte.ts';

export type Parameter = MethodDescription['parameters'][string];
export type ParameterOf<K extends Parameter['kind']> = Extract<Parameter, { kind: K }>;
export type PsfSpec = Extract<ParameterValue, object>;
