import { describe, expect, it } from 'vitest';
import { count, formatBytes, formatNumber, formatPower, formatSeconds, formatTimeLeft } from './format.ts';

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [1.014, '1.01'],
    [25.28, '25.3'],
    [0.0123, '0.012'],
    [-3.5, '−3.5'],
    [1234.5, '1235'],
    [0.0003, '3e−4'],
  ])('%f is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('writes powers, also negative ones', () => {
    expect(formatPower(-4e-12)).toBe('−4e−12');
    expect(formatPower(2e10)).toBe('2e10');
  });

  it('writes times', () => {
    expect(formatSeconds(1.94)).toBe('1.9 s');
    expect(formatSeconds(9.96)).toBe('10 s');
    expect(formatSeconds(125)).toBe('2 min 5 s');
    expect(formatSeconds(3700)).toBe('1 h 1 min');
    expect(formatTimeLeft(7.2)).toBe('8 s left');
    expect(formatTimeLeft(0.3)).toBe('a moment left');
  });

  it('writes sizes and counts', () => {
    expect(formatBytes(0)).toBe('0 B');
    expect(formatBytes(1536)).toBe('1.5 kB');
    expect(formatBytes(123_456_789)).toBe('123 MB');
    expect(count(1, 'photo')).toBe('1 photo');
    expect(count(3, 'photo')).toBe('3 photos');
  });
});
