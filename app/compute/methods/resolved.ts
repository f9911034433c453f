/**
 * The number that an automatic parameter has become.
 * @throws Error where `resolve` was left out: a mistake of the caller, not of the user
 */
export function resolved(value: number | 'auto'): number {
  if (value === 'auto') throw new Error('an automatic parameter was not resolved before the run');
  return value;
}
