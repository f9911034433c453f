import { expect, test } from 'vitest';
import type { Event } from '../../contract/index.ts';
import { createNews } from './news.ts';

const files: Event = { type: 'openFiles', files: [{ kind: 'path', path: '/a.jpg' }] };
const command: Event = { type: 'command', command: 'undo' };

test('what happens before there is a window waits for it, in order', () => {
  const news = createNews();
  news.emit(files);
  news.emit(command);
  const seen: Event[] = [];
  news.listen((event) => seen.push(event));
  expect(seen).toEqual([files, command]);
});

test('waiting events are given once', () => {
  const news = createNews();
  news.emit(files);
  news.listen(() => undefined)();
  const seen: Event[] = [];
  news.listen((event) => seen.push(event));
  expect(seen).toEqual([]);
});

test('a listener that has gone hears nothing', () => {
  const news = createNews();
  const seen: Event[] = [];
  const stop = news.listen((event) => seen.push(event));
  news.emit(command);
  stop();
  news.emit(command);
  expect(seen).toEqual([command]);
});
