import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { writePicture } from './pictures.ts';
import { expectNothingSerious, task, untilShown } from './window.ts';

test('the Lab inverts a blur by a solver and by networks trained in three ways, in pictures and figures', async ({
  app,
}) => {
  test.setTimeout(360_000);
  const { page, folder } = app;
  await app.open(await writePicture(join(folder, 'field.png')));
  await untilShown(page, 'field.png');
  await task(page, 'Lab').click();
  await page.getByRole('button', { name: 'Three ways to train…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Three ways to train' });
  await dialog.getByRole('radio', { name: '128 px' }).click();
  await dialog.getByRole('button', { name: 'Run', exact: true }).click();
  const figures = dialog.getByRole('region', { name: 'Figures' });
  await expect(figures.locator('tbody tr')).toHaveCount(5, { timeout: 240_000 });
  const cell = async (name: string, column: number) =>
    Number.parseFloat(
      await figures
        .getByRole('row', { name: new RegExp(`^${name}`) })
        .getByRole('cell')
        .nth(column)
        .innerText(),
    );
  // Energy above the least, in percent.
  expect(await cell('Iterative solver', 0)).toBeLessThanOrEqual(0.1);
  expect(await cell('Unsupervised', 0)).toBeLessThan(await cell('Data', 0));
  expect(await cell('Iterative solver', 1)).toBeGreaterThan(await cell('Data', 1));
  const pictures = dialog.locator('figure img');
  await expect(pictures).toHaveCount(6);
  for (const picture of await pictures.all())
    expect(
      await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
    ).toBe(128);
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectNothingSerious(page);
  }

  const asTrained = await cell('Supervised', 0);
  await dialog.getByRole('radio', { name: 'Wider blur' }).click();
  await expect(dialog.getByText('Blur 2.4 px')).toBeVisible();
  expect(await cell('Supervised', 0)).toBeGreaterThan(asTrained);

  test.skip(test.info().project.name === 'electron', 'the desktop asks for a path; its service is the same');
  const coming = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Table as CSV' }).click();
  const file = await coming;
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  const table = (await readFile(path, 'utf8')).trimEnd().split('\r\n');
  expect(table).toHaveLength(1 + 4 * 5);
});
