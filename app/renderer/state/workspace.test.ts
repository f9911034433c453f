import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeMachine, imageInfo, settle } from './testing.ts';
import type { PhotoDocument } from './document.svelte.ts';
import type { Workspace } from './workspace.svelte.ts';

let machine: FakeMachine;
beforeEach(() => {
  vi.useFakeTimers();
  machine = new FakeMachine();
});
afterEach(() => {
  vi.useRealTimers();
});

function currentOf(workspace: Workspace): PhotoDocument {
  const { current } = workspace;
  if (!current) throw new Error('no photo is open');
  return current;
}

async function runTo(workspace: Workspace, result: string): Promise<void> {
  const run = workspace.run(currentOf(workspace));
  await settle();
  const job = machine.started.at(-1);
  if (!job) throw new Error('no job was started');
  workspace.receive(machine.done(job, result));
  await run;
}

describe('opening', () => {
  it('opens what can be opened and tells of what cannot', async () => {
    const workspace = await machine.workspaceWith('a', 'bad', 'b');
    expect(workspace.documents.map(({ name }) => name)).toEqual(['a.jpg', 'b.jpg']);
    expect(workspace.notices.shown.map(({ text }) => text)).toEqual(['bad: is no picture; open another.']);
    expect(currentOf(workspace).name).toBe('b.jpg');
  });

  it('takes the task and the mask of a sample', async () => {
    const workspace = await machine.workspaceWith();
    const [sample] = workspace.samples;
    if (sample) await workspace.openSample(sample);
    expect(currentOf(workspace).form.task).toBe('inpaint');
    expect(currentOf(workspace).mask.isEmpty).toBe(false);
  });

  it('goes to the neighbour and frees everything when a photo is closed', async () => {
    const workspace = await machine.workspaceWith('a', 'b');
    await runTo(workspace, 'r');
    workspace.close(currentOf(workspace));
    expect(machine.closed.sort()).toEqual(['b', 'r', 'r-residual']);
    expect(currentOf(workspace).name).toBe('a.jpg');
  });
});

describe('running', () => {
  it('says why nothing can run', async () => {
    const workspace = await machine.workspaceWith();
    expect(workspace.blocker).toMatch(/Open a photo/);
    await workspace.openFiles([{ kind: 'upload', upload: 'a', name: 'a' }]);
    expect(workspace.blocker).toBeUndefined();
    const photo = currentOf(workspace);
    photo.form.task = 'inpaint';
    expect(workspace.blocker).toMatch(/Paint/);
    photo.setMask(photo.mask.invert(), 'Invert');
    expect(workspace.blocker).toBeUndefined();
    photo.form.task = 'upscale';
    expect(workspace.blocker).toMatch(/no method/);
  });

  it('makes a step of a result, which undo takes back and redo brings again', async () => {
    const workspace = await machine.workspaceWith('a');
    const photo = currentOf(workspace);
    await runTo(workspace, 'r');
    expect(photo.image.id).toBe('r');
    photo.undo();
    expect(photo.image.id).toBe('a');
    expect(photo.result).toBeNull();
    photo.redo();
    expect(photo.image.id).toBe('r');
    expect(machine.closed).toEqual([]);
  });

  it('tries the same task again on what it was tried on before, not on its result', async () => {
    const workspace = await machine.workspaceWith('a');
    const photo = currentOf(workspace);
    await runTo(workspace, 'r1');
    await runTo(workspace, 'r2');
    expect(machine.started[1]?.request.image).toBe('a');
    expect(photo.steps).toHaveLength(1);
    photo.stack = true;
    await runTo(workspace, 'r3');
    expect(machine.started[2]?.request.image).toBe('r2');
    expect(photo.steps.map(({ result }) => result.image.id)).toEqual(['r2', 'r3']);
  });

  it('puts another repair on top of the last one', async () => {
    const workspace = await machine.workspaceWith('a');
    const photo = currentOf(workspace);
    photo.form.task = 'inpaint';
    photo.setMask(photo.mask.invert(), 'Invert');
    await runTo(workspace, 'r1');
    photo.setMask(photo.mask.clear().invert(), 'Another');
    await runTo(workspace, 'r2');
    expect(machine.started[1]?.request).toMatchObject({ image: 'r1', mask: 'mask' });
  });

  it('frees the results that a new step cut off, and keeps those that history still shows', async () => {
    const workspace = await machine.workspaceWith('a');
    const photo = currentOf(workspace);
    await runTo(workspace, 'r1');
    photo.stack = true;
    await runTo(workspace, 'r2');
    photo.undo();
    photo.setGeometry({ ...photo.geometry, mirror: true }, 'Flip');
    expect(machine.closed.sort()).toEqual(['r2', 'r2-residual']);
  });

  it('remembers a failure and goes on', async () => {
    const workspace = await machine.workspaceWith('a');
    const photo = currentOf(workspace);
    const run = workspace.run(photo);
    await settle();
    const [job] = machine.started;
    if (job)
      workspace.receive({
        type: 'job',
        job: {
          ...job,
          state: 'failed',
          error: { code: 'crashed', problem: 'the engine ended', remedy: 'run it again' },
        },
      });
    await run;
    expect(photo.failure).toBe('the engine ended; run it again.');
    expect(photo.steps).toHaveLength(0);
    await runTo(workspace, 'r');
    expect(photo.failure).toBeNull();
    expect(photo.image.id).toBe('r');
  });

  it('keeps what was painted while a job ran', async () => {
    const workspace = await machine.workspaceWith('a');
    const photo = currentOf(workspace);
    const run = workspace.run(photo);
    await settle();
    photo.setMask(photo.mask.invert(), 'Invert');
    const [job] = machine.started;
    if (job) workspace.receive(machine.done(job, 'r'));
    await run;
    expect(photo.mask.isEmpty).toBe(false);
    expect(photo.image.id).toBe('r');
  });

  it('copes with an event that overtakes the answer', async () => {
    const workspace = await machine.workspaceWith('a');
    const { start } = machine.services.jobs;
    vi.spyOn(machine.services.jobs, 'start').mockImplementation(async (request) => {
      const job = await start(request);
      workspace.receive(machine.done(job, 'r'));
      return job;
    });
    await workspace.run(currentOf(workspace));
    expect(currentOf(workspace).image.id).toBe('r');
  });

  it('refuses to fill with a mask of another size', async () => {
    const workspace = await machine.workspaceWith('a');
    const photo = currentOf(workspace);
    const run = workspace.run(photo);
    await settle();
    const [job] = machine.started;
    if (job)
      workspace.receive(machine.done(job, 'r', { image: imageInfo('r', { width: 600, height: 400 }) }));
    await run;
    photo.form.task = 'inpaint';
    photo.setMask(photo.mask.invert(), 'Invert');
    expect(workspace.blocker).toMatch(/before you upscale/);
    photo.setGeometry({ ...photo.geometry, crop: { x: 10, y: 20, width: 30, height: 40 } }, 'Crop');
    expect(photo.imageGeometry.crop).toEqual({ x: 20, y: 40, width: 60, height: 80 });
  });

  it('restores by its plan, as one job and one attempt', async () => {
    const workspace = await machine.workspaceWith('a');
    const photo = currentOf(workspace);
    photo.form.task = 'restore';
    photo.setMask(photo.mask.invert(), 'Invert');
    await runTo(workspace, 'clean');
    const methodsOf = () => machine.started.map(({ request }) => request.steps.map(({ method }) => method));
    expect(methodsOf()).toEqual([['tv-inpaint', 'tv-denoise']]);
    expect(machine.started[0]?.request).toMatchObject({ image: 'a', mask: 'mask' });
    expect(photo.steps.map(({ title, result }) => [title, result.image.id])).toEqual([
      ['Fill', 'clean.1'],
      ['Total variation', 'clean'],
    ]);
    expect(photo.restoration.outcomeOf('clean')).toEqual(['a became clean.']);
    expect(photo.restoration.outcomeOf('clean.1')).toEqual([]);

    const [, denoise] = photo.restoration.steps ?? [];
    if (denoise) photo.restoration.set(denoise, 'strength', 5);
    await runTo(workspace, 'again');
    expect(machine.started[1]?.request).toMatchObject({
      image: 'a',
      steps: [{}, { parameters: { strength: 5 } }],
    });
    expect(machine.planned).toEqual(['a']);
    expect(photo.steps).toHaveLength(2);
    photo.undo();
    expect(photo.image.id).toBe('again.1');
  });

  it('runs what is left of a plan, and nothing where nothing is left', async () => {
    const workspace = await machine.workspaceWith('a');
    const photo = currentOf(workspace);
    photo.form.task = 'restore';
    await workspace.plan(photo);
    const [denoise] = photo.restoration.steps ?? [];
    if (denoise) photo.restoration.remove(denoise);
    expect(workspace.blocker).toBe('No step is left');
    await workspace.run(photo);
    expect(machine.started).toEqual([]);
    photo.restoration.reset();
    expect(workspace.blocker).toBeUndefined();
    await runTo(workspace, 'clean');
    expect(photo.image.id).toBe('clean');
  });

  it('plans anew for another picture, and not for the same', async () => {
    const workspace = await machine.workspaceWith('a');
    const photo = currentOf(workspace);
    photo.form.task = 'denoise';
    await runTo(workspace, 'r');
    photo.form.task = 'restore';
    await workspace.plan(photo);
    await workspace.plan(photo);
    photo.undo();
    await workspace.plan(photo);
    expect(machine.planned).toEqual(['r', 'a']);
  });

  it('learns after a lost connection that its job is gone', async () => {
    const workspace = await machine.workspaceWith('a');
    const run = workspace.run(currentOf(workspace));
    await settle();
    workspace.changeConnection(false);
    expect(workspace.blocker).toBeDefined();
    workspace.changeConnection(true);
    await run;
    expect(currentOf(workspace).failure).toMatch(/lost/);
  });
});

describe('presets', () => {
  it('saves and applies, and gives settings to all photos', async () => {
    const workspace = await machine.workspaceWith('a', 'b');
    const [a, b] = workspace.documents;
    b?.form.choose('tv-denoise');
    b?.form.set('strength', 3);
    if (b?.form.step) await workspace.presets.save('  mine ', b.form.step);
    const [preset] = workspace.presets.of('tv-denoise');
    expect(preset).toMatchObject({ name: 'mine', parameters: { strength: 3, fast: false } });
    b?.form.reset();
    expect(b?.form.values['strength']).toBe('auto');
    if (preset) b?.form.apply(preset);
    workspace.applyToAll();
    expect(a?.form.values['strength']).toBe(3);
    await workspace.presets.remove('mine');
    expect(workspace.presets.all).toEqual([]);
  });

  it('leaves out what the method does not know and refuses a method that is gone', async () => {
    const workspace = await machine.workspaceWith('a');
    const { form } = currentOf(workspace);
    expect(form.apply({ method: 'tv-denoise', parameters: { strength: 2, old: 1 } })).toBe(true);
    expect(form.values).toEqual({ strength: 2, fast: false });
    expect(form.apply({ method: 'gone', parameters: {} })).toBe(false);
  });
});

describe('the live preview', () => {
  const visible = { x: 0, y: 0, width: 300, height: 200 };
  const pause = async (): Promise<void> => {
    await vi.advanceTimersByTimeAsync(250);
  };

  it('waits until things are quiet and asks once', async () => {
    const workspace = await machine.workspaceWith('a');
    workspace.view.visible = visible;
    currentOf(workspace).form.choose('tv-denoise');
    for (const value of [1, 2, 3]) {
      currentOf(workspace).form.set('strength', value);
      workspace.wantPreview();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(machine.started).toHaveLength(0);
    await pause();
    expect(machine.started.map(({ request }) => request.steps[0]?.parameters['strength'])).toEqual([3]);
    expect(machine.started[0]?.request.region).toEqual(visible);
  });

  it('shows the newest and frees the others', async () => {
    const workspace = await machine.workspaceWith('a');
    workspace.view.visible = visible;
    currentOf(workspace).form.choose('tv-denoise');
    workspace.wantPreview();
    await pause();
    workspace.wantPreview();
    await pause();
    const [old, young] = machine.started;
    expect(machine.cancelled).toEqual([old?.id]);
    if (young) workspace.receive(machine.done(young, 'young'));
    if (old) workspace.receive(machine.done(old, 'old'));
    await settle();
    expect(workspace.preview.shown?.image.id).toBe('young');
    expect(machine.closed).toContain('old');
    expect(machine.closed).not.toContain('young');
    workspace.preview.clear();
    expect(machine.closed).toContain('young');
  });

  it('does not follow the view before anything was changed, nor when it is off', async () => {
    const workspace = await machine.workspaceWith('a');
    workspace.view.visible = visible;
    workspace.refreshPreview();
    workspace.livePreview = false;
    workspace.wantPreview();
    await pause();
    expect(machine.started).toHaveLength(0);
  });

  it('does not ask for inpainting without a mask', async () => {
    const workspace = await machine.workspaceWith('a');
    workspace.view.visible = visible;
    currentOf(workspace).form.task = 'inpaint';
    workspace.wantPreview();
    await pause();
    expect(machine.started).toHaveLength(0);
    expect(workspace.preview.busy).toBe(false);
  });
});

describe('the dial', () => {
  const visible = { x: 0, y: 0, width: 300, height: 200 };
  const residual = { rms: 5, sigmas: 1, colour: 0.1, colouring: 'white' } as const;
  const layers = [
    { image: imageInfo('low'), opacity: 1 },
    { image: imageInfo('high'), opacity: 0.25 },
  ];

  /** A workspace in which the strength chosen by a run was 3. */
  async function afterRun(): Promise<Workspace> {
    const workspace = await machine.workspaceWith('a');
    workspace.view.visible = visible;
    currentOf(workspace).form.task = 'denoise';
    const running = workspace.run(currentOf(workspace));
    await settle();
    const job = machine.started[0];
    if (job) workspace.receive(machine.done(job, 'whole', { parameters: { strength: 3 } }));
    await running;
    await vi.advanceTimersByTimeAsync(1000);
    return workspace;
  }

  function turn(workspace: Workspace, value: number): void {
    currentOf(workspace).form.set('strength', value);
    workspace.wantPreviewOf(0, 'tv-denoise', 'strength', value);
  }

  it('is prepared after a run, where the run was, and shows nothing until it is turned', async () => {
    const workspace = await afterRun();
    expect(machine.dials).toMatchObject([{ image: 'a', step: 0, parameter: 'strength', value: 3 }]);
    expect(workspace.dial.shown).toBeNull();
    expect(machine.rested).toEqual([]);
  });

  it('shows at once what lies between, and asks for the exact one when it rests', async () => {
    const workspace = await afterRun();
    machine.lookAt = () => ({ kind: 'interpolated', layers, residual });
    for (const value of [3.1, 3.2]) {
      turn(workspace, value);
      await vi.advanceTimersByTimeAsync(50);
      expect(workspace.dial.shown).toMatchObject({ kind: 'interpolated', value, residual });
    }
    expect(workspace.dial.shown?.preview).toMatchObject({
      image: { id: 'low' },
      over: { image: { id: 'high' }, opacity: 0.25 },
    });
    expect(machine.rested).toEqual([]);
    await vi.advanceTimersByTimeAsync(300);
    expect(machine.rested).toEqual([3.2]);
    expect(machine.dials).toHaveLength(1);
    machine.lookAt = () => ({ kind: 'exact', layers: layers.slice(0, 1), residual });
    workspace.receive({ type: 'dial', news: { dial: 'dial-1', images: [], problem: null } });
    await settle();
    expect(workspace.dial.shown?.kind).toBe('exact');
  });

  it('begins anew where anything else is another, and ends with the photo', async () => {
    const workspace = await afterRun();
    currentOf(workspace).form.set('fast', true);
    turn(workspace, 4);
    await vi.advanceTimersByTimeAsync(300);
    expect(machine.closed).toContain('dial-1');
    expect(machine.dials.at(-1)).toMatchObject({ value: 4, steps: [{ parameters: { fast: true } }] });
    workspace.close(currentOf(workspace));
    expect(machine.closed).toContain('dial-2');
  });

  it('gives way to the preview of another setting, and takes its place again', async () => {
    const workspace = await afterRun();
    machine.lookAt = () => ({ kind: 'exact', layers: layers.slice(0, 1), residual });
    turn(workspace, 3.1);
    await settle();
    expect(workspace.dial.shown).not.toBeNull();
    workspace.wantPreviewOf(0, 'tv-denoise', 'fast', true);
    await vi.advanceTimersByTimeAsync(300);
    const job = machine.started.at(-1);
    expect(job?.request.region).toEqual(visible);
    if (job) workspace.receive(machine.done(job, 'preview'));
    await settle();
    expect(workspace.dial.shown).toBeNull();
    expect(workspace.preview.shown?.image.id).toBe('preview');
    turn(workspace, 3.2);
    await settle();
    expect(workspace.preview.shown).toBeNull();
  });
});
