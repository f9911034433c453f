import { describe, it } from 'vitest';
import { badInputOf } from '../testing/badInput.ts';
import { methods } from './registry.ts';

describe.each(methods.map((method) => [method.id, method] as const))(
  '%s, given bad input,',
  (_id, method) => {
    it.each(badInputOf(method).map((promise) => [promise.name, promise] as const))(
      '%s',
      async (_name, promise) => {
        await promise.check();
      },
    );
  },
);
