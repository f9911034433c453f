import { describe, expect, it } from 'vitest';
import { cell } from './report.ts';

describe('a cell of the table', () => {
  it.each([
    ['plain', '"plain"'],
    ['with "quotes", commas', '"with ""quotes"", commas"'],
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ['+1+1', '"\'+1+1"'],
    ['-cmd', '"\'-cmd"'],
    ['@SUM(A1)', '"\'@SUM(A1)"'],
    ['\tx', '"\'\tx"'],
    ['-1.5', '"-1.5"'],
    [-3, '"-3"'],
    ['', '""'],
  ])('%j becomes %s', (value, expected) => {
    expect(cell(value)).toBe(expected);
  });
});
