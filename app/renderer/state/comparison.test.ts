import { describe, expect, test } from 'vitest';
import { candidatesFor, referencesFor } from './comparison.svelte.ts';
import type { PhotoDocument } from './document.svelte.ts';
import { comparisonRow, FakeMachine, imageInfo } from './testing.ts';
import type { Workspace } from './workspace.svelte.ts';

const region = { x: 0, y: 0, width: 30, height: 20 };
const entry = (method: string) => ({ method, parameters: {}, label: method });
const order = (image: string) => ({
  image: imageInfo(image),
  region,
  mask: undefined,
  entries: [entry('tv-denoise'), entry('blur')],
  reference: null,
});

function currentOf({ current }: Workspace): PhotoDocument {
  if (!current) throw new Error('no photo is open');
  return current;
}

describe('what can be compared', () => {
  test('the methods of the task as they are set, slow ones only when asked for', async () => {
    const workspace = await new FakeMachine().workspaceWith('a');
    const photo = currentOf(workspace);
    photo.form.choose('tv-denoise');
    photo.form.set('strength', 3);
    const candidates = candidatesFor(photo);
    expect(candidates.map(({ method, suggested }) => [method, suggested])).toEqual([
      ['tv-denoise', true],
      ['blur', false],
    ]);
    expect(candidates[0]?.parameters).toEqual({ strength: 3, fast: false });
  });

  test('a measurement is compared by what recovers it, with the truth among the references', async () => {
    const workspace = await new FakeMachine().workspaceWith('a');
    await workspace.simulate(currentOf(workspace), {
      experiment: { kind: 'gaussian', fraction: 0.5 },
      side: 64,
    });
    const photo = currentOf(workspace);
    expect(photo.name).toBe('measured.jpg');
    expect(workspace.documents.map(({ name }) => name)).toEqual(['a.jpg', 'truth.jpg', 'measured.jpg']);
    photo.form.task = 'recover';
    expect(candidatesFor(photo).map(({ label }) => label)).toEqual(['Simplest']);
    const open = workspace.documents.map(({ original }) => original);
    expect(referencesFor(photo.base, open).map(({ id }) => id)).toEqual(['truth']);
  });

  test('a reference has the size of the photo or a multiple of it, and as many colours', () => {
    const image = imageInfo('a');
    const open = [
      image,
      imageInfo('same'),
      imageInfo('double', { width: 600, height: 400 }),
      imageInfo('wider', { width: 600, height: 200 }),
      imageInfo('grey', { channels: 1 }),
    ];
    expect(referencesFor(image, open).map(({ id }) => id)).toEqual(['same', 'double']);
  });
});

describe('a comparison', () => {
  test('takes in events, even those that overtake the answer, and none of another one', async () => {
    const { comparison } = await new FakeMachine().workspaceWith('a');
    const started = comparison.start(order('a'));
    const done = comparisonRow(0, 'tv-denoise', { state: 'done' });
    await Promise.resolve();
    comparison.receive({ id: 'comparison-1', state: 'running', input: null, rows: [done] });
    await started;
    expect(comparison.rows.map(({ state }) => state)).toEqual(['done', 'waiting']);
    comparison.receive({ id: 'other', state: 'done', input: null, rows: [] });
    expect(comparison.running).toBe(true);
    comparison.receive({ id: 'comparison-1', state: 'done', input: { psnr: 20, ssim: 0.5 }, rows: [] });
    expect(comparison.running).toBe(false);
    expect(comparison.input?.psnr).toBe(20);
  });

  test('frees the one before it', async () => {
    const machine = new FakeMachine();
    const { comparison } = await machine.workspaceWith('a');
    await comparison.start(order('a'));
    await comparison.start(order('a'));
    expect(machine.closed).toContain('comparison-1');
    await comparison.stop();
    expect(machine.cancelled).toEqual(['comparison-2']);
  });
});
