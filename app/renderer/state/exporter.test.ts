import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Services } from '../../contract/index.ts';
import { Exporter } from './exporter.svelte.ts';
import { FakeMachine, imageInfo } from './testing.ts';
import { PhotoDocument } from './document.svelte.ts';
import { Notices } from './notices.svelte.ts';

let machine: FakeMachine;
let notices: Notices;
beforeEach(() => {
  vi.useFakeTimers();
  machine = new FakeMachine();
  notices = new Notices();
  return () => vi.useRealTimers();
});

const photo = (change: Parameters<typeof imageInfo>[1] = {}): PhotoDocument =>
  new PhotoDocument(
    imageInfo('a', change),
    () => [],
    () => undefined,
  );

describe('exporting', () => {
  it('suggests the format of the file, PNG where it cannot be written', () => {
    const exporter = new Exporter(machine.services, notices);
    expect(exporter.suggest(photo({ format: 'tiff' })).encoding.format).toBe('tiff');
    expect(exporter.suggest(photo({ format: 'heic' })).encoding.format).toBe('png');
  });

  it('remembers its choices, marks the photo and forgets the mark once it is changed', async () => {
    const exporter = new Exporter(machine.services, notices);
    const document = photo();
    expect(exporter.repeatable).toBe(false);
    const choices = { ...exporter.suggest(document), destination: { kind: 'folder', folder: '/x' } as const };
    await exporter.write(document, choices);
    expect(exporter.repeatable).toBe(true);
    expect(exporter.suggest(photo({ format: 'tiff' }))).toEqual(choices);
    expect(document.exported).toBe(true);
    document.setGeometry({ ...document.geometry, mirror: true }, 'Flip');
    expect(document.exported).toBe(false);
    document.undo();
    expect(document.exported).toBe(true);
  });

  it('knows what would be lost: what was computed or cut and not written out', async () => {
    const exporter = new Exporter(machine.services, notices);
    const document = photo();
    expect(document.unsaved).toBe(false);
    document.setGeometry({ ...document.geometry, mirror: true }, 'Flip');
    expect(document.unsaved).toBe(true);
    await exporter.write(document);
    expect(document.unsaved).toBe(false);
    document.undo();
    expect(document.unsaved).toBe(false);
  });

  it('marks nothing where the file that was there was left alone', async () => {
    const write = vi.fn<Services['exports']['write']>().mockResolvedValue({
      name: 'a.jpg',
      path: '/a.jpg',
      url: null,
      bytes: 1,
      skipped: true,
      notices: [],
    });
    const services = { ...machine.services, exports: { ...machine.services.exports, write } };
    const document = photo();
    await new Exporter(services, notices).write(document);
    expect([document.exported, document.exportedPath]).toEqual([false, null]);
  });

  it('can be tried again after a failure', async () => {
    const write = vi.fn<Services['exports']['write']>().mockRejectedValue(new Error('full disk'));
    const services = { ...machine.services, exports: { ...machine.services.exports, write } };
    const exporter = new Exporter(services, notices);
    const document = photo();
    await expect(exporter.write(document)).rejects.toThrow('full disk');
    expect([exporter.busy, exporter.repeatable, document.exported]).toEqual([false, false, false]);
  });
});
