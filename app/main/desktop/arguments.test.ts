import { expect, test } from 'vitest';
import { filesFromArguments } from './arguments.ts';

test('names are resolved against the folder of the caller', () => {
  expect(filesFromArguments(['/opt/pentimento', 'a.jpg', '/b/c.png'], '/home/me', false)).toEqual([
    '/home/me/a.jpg',
    '/b/c.png',
  ]);
});

test('in a checkout the first name is the script', () => {
  expect(
    filesFromArguments(['electron', '--no-sandbox', 'dist/main/electron.js', 'a.jpg'], '/x', true),
  ).toEqual(['/x/a.jpg']);
});

test('switches are no files, unless they follow a double dash', () => {
  expect(filesFromArguments(['app', '--type=x', '-v', 'a.jpg'], '/x', false)).toEqual(['/x/a.jpg']);
  expect(filesFromArguments(['app', '--', '-v', '--odd.jpg'], '/x', false)).toEqual([
    '/x/-v',
    '/x/--odd.jpg',
  ]);
});

test('file addresses become paths, others are left alone', () => {
  expect(
    filesFromArguments(['app', 'file:///a/b%20c.jpg', 'https://example.org/a.jpg'], '/x', false),
  ).toEqual(['/a/b c.jpg']);
});

test('a name with a colon is a file', () => {
  expect(filesFromArguments(['app', 'scan 12:30.jpg'], '/x', false)).toEqual(['/x/scan 12:30.jpg']);
});
