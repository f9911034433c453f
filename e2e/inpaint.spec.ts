import { join } from 'node:path';
import { expect, test } from './app.ts';
import { pixels, writePicture } from './pictures.ts';
import { drag, exportAs, finding, run, task, untilShown } from './window.ts';

test('open, paint a mask, inpaint, compare, export, and what is reopened is what was exported', async ({
  app,
}) => {
  const { page, folder } = app;
  const original = await writePicture(join(folder, 'field.png'));
  await app.open(original);
  await untilShown(page, 'field.png');

  await task(page, 'Inpaint').click();
  await expect(page.getByText('Paint over what should be filled')).toBeVisible();
  await page.keyboard.press('b');
  await drag(page, [0.35, 0.4], [0.65, 0.6]);
  await run(page);
  expect(await finding(page, 'Outside the mask')).toBe('unchanged');

  for (const [key, label] of [
    ['1', 'Original'],
    ['2', 'Split'],
    ['3', 'Result'],
    ['y', 'Side by side'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('radio', { name: label })).toBeChecked();
  }
  await page.getByRole('radio', { name: 'Invented' }).click();
  await expect(page.getByRole('radio', { name: 'Invented' })).toBeChecked();

  const exported = await exportAs(page, folder, 'PNG');
  const [before, after] = [await pixels(original), await pixels(exported)];
  expect([after.width, after.height, after.channels]).toEqual([before.width, before.height, before.channels]);
  let changed = 0;
  for (let at = 0; at < before.data.length; at += 3)
    if (!before.data.subarray(at, at + 3).equals(after.data.subarray(at, at + 3))) changed++;
  // Something was filled, and it lies within the stroke: a diagonal band, far below half the picture.
  expect(changed).toBeGreaterThan(50);
  expect(changed).toBeLessThan((before.width * before.height) / 4);

  await app.open(exported);
  await untilShown(page, 'field_inpaint.png');
  const again = await exportAs(page, join(folder), 'PNG');
  expect((await pixels(again)).data.equals(after.data)).toBe(true);
});

test('the eraser, the lasso, the rectangle and undo all work on the mask', async ({ app }) => {
  const { page, folder } = app;
  await app.open(await writePicture(join(folder, 'field.png')));
  await untilShown(page, 'field.png');
  await task(page, 'Inpaint').click();
  const history = async () => {
    await page.getByRole('button', { name: 'History' }).click();
    const list = page.getByRole('dialog', { name: 'History' }).getByRole('listitem');
    await expect(list.first()).toBeVisible();
    const entries = await list.allInnerTexts();
    await page.keyboard.press('Escape');
    return entries.map((text) => text.trim());
  };
  await page.keyboard.press('m');
  await drag(page, [0.4, 0.4], [0.6, 0.6]);
  await page.keyboard.press('l');
  await drag(page, [0.3, 0.3], [0.5, 0.35]);
  await page.keyboard.press('e');
  await drag(page, [0.45, 0.5], [0.55, 0.5]);
  expect(await history()).toEqual(['Opened', 'Rectangle', 'Lasso', 'Eraser stroke']);

  for (let step = 0; step < 3; step++) await page.keyboard.press('Control+z');
  await expect(page.getByText('Paint over what should be filled')).toBeVisible();
  await page.keyboard.press('Control+Shift+z');
  await page.keyboard.press('Control+y');
  await page.getByRole('button', { name: 'Mask actions' }).click();
  await page.getByRole('menuitem', { name: 'Grow' }).click();
  expect((await history()).at(-1)).toBe('Grow mask');

  // Esc in the middle of a gesture goes back to the state before it.
  await page.keyboard.press('b');
  const before = await history();
  const box = await page.getByTestId('viewer').boundingBox();
  if (box === null) throw new Error('there is no canvas');
  await page.mouse.move(box.x + 300, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x + 360, box.y + 240, { steps: 5 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect(await history()).toEqual(before);
});

test('a mask leaves as a PNG and comes back as the same mask', async ({ app }) => {
  const { page, folder } = app;
  await app.open(await writePicture(join(folder, 'field.png')));
  await untilShown(page, 'field.png');
  await task(page, 'Inpaint').click();
  await page.keyboard.press('m');
  await drag(page, [0.4, 0.4], [0.6, 0.6]);
  const exportMask = async (name: string) => {
    await page.getByRole('button', { name: 'Mask actions' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Export as PNG…' }).click();
    const path = join(folder, name);
    await (await download).saveAs(path);
    return path;
  };
  const first = await exportMask('first.png');
  const { data, width, height } = await pixels(first);
  expect([width, height]).toEqual([240, 160]);
  expect(new Set(data)).toEqual(new Set([0, 255]));

  await page.getByRole('button', { name: 'Mask actions' }).click();
  await page.getByRole('menuitem', { name: 'Clear' }).click();
  await page.getByRole('button', { name: 'Mask actions' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('menuitem', { name: 'Import…' }).click();
  await (await chooser).setFiles(first);
  await expect(page.getByText('Paint over what should be filled')).toBeHidden();
  const second = await exportMask('second.png');
  expect((await pixels(second)).data.equals(data)).toBe(true);

  await page.getByRole('button', { name: 'Mask actions' }).click();
  const other = page.waitForEvent('filechooser');
  await page.getByRole('menuitem', { name: 'Import…' }).click();
  await (await other).setFiles(await writePicture(join(folder, 'other.png'), 100, 80));
  await expect(page.getByText(/100×80.*240×160/)).toBeVisible();
});
