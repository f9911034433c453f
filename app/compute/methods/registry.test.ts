import { describe, expect, it } from 'vitest';
import { UserFacingError } from '../errors.ts';
import { contractOf } from '../testing/methodContract.ts';
import { findMethod, methods } from './registry.ts';

describe('registry', () => {
  it('has unique ids', () => {
    expect(new Set(methods.map((method) => method.id)).size).toBe(methods.length);
  });

  it('finds a method by its id', () => {
    expect(findMethod('wiener-deblur').task).toBe('deblur');
  });

  it('names the nearest ids of an unknown one', () => {
    expect(() => findMethod('winer-deblur')).toThrow(UserFacingError);
    expect(() => findMethod('winer-deblur')).toThrow(/nearest are wiener-deblur,/);
  });
});

describe.each(methods.map((method) => [method.id, method] as const))('%s', (_id, method) => {
  it.each(contractOf(method).map((promise) => [promise.name, promise] as const))(
    '%s',
    async (_name, promise) => {
      await promise.check();
    },
  );
});
