import { describe, expect, test } from 'vitest';
import { UserFacingError } from '../../../compute/errors.ts';
import { withFallbacks, type Attempt } from './fallbacks.ts';
import { NetworkFailure } from './runtime.ts';

/** Fails so many times as a network does, then answers; keeps what it was asked. */
function failing(times: number): { attempts: Attempt[]; attempt: (way: Attempt) => Promise<string> } {
  const attempts: Attempt[] = [];
  return {
    attempts,
    attempt: (way) => {
      attempts.push(way);
      return attempts.length > times
        ? Promise.resolve('done')
        : Promise.reject(new NetworkFailure('net', way.device, new Error('out of memory')));
    },
  };
}

describe('a network that fails in the middle of a job', () => {
  test('is run again in smaller tiles, then on the processor, and says so', async () => {
    const { attempts, attempt } = failing(2);
    await expect(withFallbacks('cuda', attempt)).resolves.toBe('done');
    expect(attempts.map(({ device, tileShare }) => [device, tileShare])).toEqual([
      ['cuda', 1],
      ['cuda', 0.25],
      ['cpu', 1],
    ]);
    expect(attempts[2]?.notices).toEqual([
      'the network failed on CUDA (out of memory): again in smaller tiles',
      'the network failed on CUDA (out of memory): again on the processor',
    ]);
  });

  test('is given up in the end, with the last reason', async () => {
    const { attempts, attempt } = failing(9);
    await expect(withFallbacks('cpu', attempt)).rejects.toThrow(/failed on CPU/u);
    expect(attempts.map(({ tileShare }) => tileShare)).toEqual([1, 0.25]);
  });

  test('other errors are not tried again', async () => {
    const attempts: Attempt[] = [];
    const attempt = (way: Attempt): Promise<string> => {
      attempts.push(way);
      return Promise.reject(new UserFacingError('the disk is full', 'make room'));
    };
    await expect(withFallbacks('cuda', attempt)).rejects.toThrow('the disk is full');
    expect(attempts).toHaveLength(1);
  });
});
