import { join } from 'node:path';
import { expect, test } from './app.ts';
import { pixels, writePicture } from './pictures.ts';
import { choose, exportAs, untilShown } from './window.ts';

test('turns and flips are exact and a crop keeps the very same pixels', async ({ app }) => {
  const { page, folder } = app;
  const original = await writePicture(join(folder, 'field.png'));
  await app.open(original);
  await untilShown(page, 'field.png');
  await page.keyboard.press('c');
  await page.getByRole('button', { name: 'Rotate right' }).click();
  const turned = await pixels(await exportAs(page, folder, 'PNG'));
  const source = await pixels(original);
  expect([turned.width, turned.height]).toEqual([160, 240]);
  const at = (image: typeof source, x: number, y: number) => [
    ...image.data.subarray(3 * (y * image.width + x), 3 * (y * image.width + x) + 3),
  ];
  for (const [x, y] of [
    [0, 0],
    [17, 5],
    [239, 159],
    [100, 80],
  ] as const)
    expect(at(turned, 159 - y, x)).toEqual(at(source, x, y));

  await page.getByRole('button', { name: 'Rotate left' }).click();
  await page.getByRole('button', { name: 'Flip left to right' }).click();
  const flipped = await pixels(await exportAs(page, folder, 'PNG'));
  expect(at(flipped, 0, 3)).toEqual(at(source, 239, 3));

  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  // The corner handles lie where the crop ends: from the upper left one to the right and down.
  const handles = page
    .getByRole('button', { name: /^Crop, / })
    .or(page.getByLabel(/^Crop, /))
    .first();
  const box = await handles.boundingBox();
  if (box === null) throw new Error('there is no crop box');
  await page.mouse.move(box.x, box.y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.2, { steps: 10 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Done' }).click();
  const cut = await pixels(await exportAs(page, folder, 'PNG'));
  expect(cut.width).toBeLessThan(240);
  // The crop's own place is found by its first pixel: red grows with x by design of the picture.
  const [left, top] = [source.width - cut.width, source.height - cut.height];
  for (const [x, y] of [
    [0, 0],
    [10, 20],
    [cut.width - 1, cut.height - 1],
  ] as const)
    expect(at(cut, x, y)).toEqual(at(source, left + x, top + y));
});

test('the crop can be undone, and a ratio and a straightening keep within the picture', async ({ app }) => {
  const { page, folder } = app;
  await app.open(await writePicture(join(folder, 'field.png')));
  await untilShown(page, 'field.png');
  await page.keyboard.press('c');
  await choose(page, 'Ratio', '1 : 1');
  const square = await pixels(await exportAs(page, folder, 'PNG'));
  expect(square.width).toBe(square.height);

  await page.keyboard.press('Control+z');
  await page.getByRole('textbox', { name: 'Straighten, in degrees' }).fill('10');
  await page.keyboard.press('Enter');
  const straightened = await pixels(await exportAs(page, folder, 'PNG'));
  expect(straightened.width).toBeLessThan(240);
  // No corner of nothing: blue is at least 60 everywhere in the picture.
  const { data, width, height } = straightened;
  for (const [x, y] of [
    [0, 0],
    [width - 1, 0],
    [0, height - 1],
    [width - 1, height - 1],
  ] as const)
    expect(data[3 * (y * width + x) + 2]).toBeGreaterThan(50);
  await page.keyboard.press('Control+z');
  expect((await pixels(await exportAs(page, folder, 'PNG'))).width).toBe(240);
});
