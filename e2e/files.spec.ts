import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from './app.ts';
import { writePicture } from './pictures.ts';
import { canvas, exportAs, run, task, untilShown } from './window.ts';

test('closing asks while something was cut or computed and not exported', async ({ app }, testInfo) => {
  test.skip(testInfo.project.name === 'electron', 'a native dialog cannot be driven');
  const { page, folder } = app;
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  const tryToLeave = async () => {
    await page.close({ runBeforeUnload: true });
    // The question comes at once, or never: then the page is gone.
    await expect.poll(() => page.isClosed() || asked.length > 0).toBe(true);
  };
  await app.open(await writePicture(join(folder, 'field.png')));
  await untilShown(page, 'field.png');
  await task(page, 'Denoise').click();
  await run(page);
  await tryToLeave();
  expect(asked).toEqual(['beforeunload']);
  expect(page.isClosed()).toBe(false);
  asked.length = 0;
  await exportAs(page, folder, 'PNG');
  await tryToLeave();
  expect(asked).toEqual([]);
  expect(page.isClosed()).toBe(true);
});

test('files dropped on the window open', async ({ app }) => {
  const { page, folder } = app;
  const path = await writePicture(join(folder, 'dropped.png'));
  const bytes = readFileSync(path).toString('base64');
  await expect(page.getByText('Open a photo')).toBeVisible();
  const transfer = await page.evaluateHandle((base64) => {
    const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const dropped = new DataTransfer();
    dropped.items.add(new File([data], 'dropped.png', { type: 'image/png' }));
    return dropped;
  }, bytes);
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('body', type, { dataTransfer: transfer });
  await untilShown(page, 'dropped.png');
});

test('what is wrong with a file is said in one line, and the good ones open', async ({ app }) => {
  const { page, folder } = app;
  const good = await writePicture(join(folder, 'good.jpg'));
  const text = join(folder, 'letter.jpg');
  writeFileSync(text, 'Dear aunt, the photograph is in the other envelope.');
  const empty = join(folder, 'empty.png');
  writeFileSync(empty, '');
  const cut = join(folder, 'cut.jpg');
  writeFileSync(cut, readFileSync(good).subarray(0, 700));
  await app.open(text, empty, cut, good);
  await untilShown(page, 'good.jpg');
  for (const path of [text, empty, cut])
    await expect(
      page
        .getByRole('alert')
        .filter({ hasText: basename(path) })
        .first(),
    ).toBeVisible();
  const strip = page.getByRole('navigation', { name: 'Open photos' });
  await expect(strip.getByRole('button', { name: /^Close / })).toHaveCount(1);
});

test('sixteen bits, the colour profile and EXIF survive from open to export', async ({ app }) => {
  const { page, folder } = app;
  const path = join(folder, 'wide.png');
  const samples = new Uint16Array(60 * 40 * 3).map((_, index) => (index * 251) % 65536);
  await sharp(samples, { raw: { width: 60, height: 40, channels: 3 } })
    .toColourspace('rgb16')
    .withIccProfile('p3')
    .withExif({ IFD0: { Copyright: 'Somebody' } })
    .png()
    .toFile(path);
  await app.open(path);
  await untilShown(page, 'wide.png');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('16 bit');
  const exported = await exportAs(page, folder, 'TIFF');
  const [before, after] = [await sharp(path).metadata(), await sharp(exported).metadata()];
  expect(after.depth).toBe('ushort');
  expect(after.icc?.equals(before.icc ?? Buffer.alloc(0))).toBe(true);
  const raw = (file: string) =>
    sharp(file, { ignoreIcc: true }).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
  expect((await raw(exported)).equals(await raw(path))).toBe(true);
});

test('an image is pasted, and the result is copied', async ({ app }) => {
  const { page } = app;
  await page
    .context()
    .grantPermissions(['clipboard-read', 'clipboard-write'])
    .catch(() => undefined);
  await expect(page.getByText('Open a photo')).toBeVisible();
  await page.evaluate(async () => {
    const drawn = new OffscreenCanvas(50, 30);
    const context = drawn.getContext('2d');
    if (!context) throw new Error('no canvas');
    context.fillStyle = 'teal';
    context.fillRect(0, 0, 50, 30);
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': await drawn.convertToBlob() })]);
  });
  await page.keyboard.press('Control+v');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('50 × 30');
  await expect(canvas(page)).toHaveAttribute('data-painted', /.+/);
  await page.keyboard.press('Control+c');
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const [item] = await navigator.clipboard.read();
        const bitmap = await createImageBitmap(await (item ?? new ClipboardItem({})).getType('image/png'));
        return [bitmap.width, bitmap.height];
      }),
    )
    .toEqual([50, 30]);
});
