import { describe, expect, it } from 'vitest';
import { History } from './history.svelte.ts';

describe('history', () => {
  it('walks back and forth without limit', () => {
    const history = new History('Opened', 0);
    for (let n = 1; n <= 1000; n++) history.commit(`Step ${n}`, n);
    for (let n = 999; n >= 0; n--) {
      history.undo();
      expect(history.current).toBe(n);
    }
    history.undo();
    expect(history.current).toBe(0);
    expect(history.canUndo).toBe(false);
    for (let n = 1; n <= 1000; n++) history.redo();
    expect(history.current).toBe(1000);
    expect(history.canRedo).toBe(false);
  });

  it('forgets what was undone once something new is done, and says what it forgot', () => {
    const history = new History('Opened', 'a');
    history.commit('B', 'b');
    history.commit('C', 'c');
    history.jump(0);
    expect(history.commit('D', 'd')).toEqual(['b', 'c']);
    expect(history.entries.map(({ label }) => label)).toEqual(['Opened', 'D']);
  });

  it('does not jump to where nothing is', () => {
    const history = new History('Opened', 'a');
    history.jump(3);
    history.jump(-1);
    expect(history.current).toBe('a');
  });
});
