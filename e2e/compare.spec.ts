import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { expect, test } from './app.ts';
import { task, untilShown } from './window.ts';

async function openSample(page: Page, title: string, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Pentimento', exact: true }).click();
  await page.getByRole('menuitem', { name: title }).click();
  await untilShown(page, name);
}

/** Presses a button that writes a file, and answers where the browser put it. */
async function download(page: Page, folder: string, button: string): Promise<string> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const file = await coming;
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  return path;
}

test('three methods are compared on what is visible, and leave as a picture and as tables', async ({
  app,
}) => {
  test.setTimeout(240_000);
  test.skip(test.info().project.name === 'electron', 'the desktop asks for a path; its service is the same');
  const { page, folder } = app;
  await openSample(page, 'A noisy evening shot', 'coffee-noisy.png');
  await task(page, 'Denoise').click();
  await page.keyboard.press('k');
  const dialog = page.getByRole('dialog', { name: 'Compare methods' });
  for (const box of await dialog.getByRole('checkbox').all()) await box.uncheck();
  await expect(dialog.getByRole('button', { name: 'Run', exact: true })).toBeDisabled();
  for (const name of ['Total variation', 'Sobolev', 'Gaussian smoothing'])
    await dialog
      .getByRole('checkbox', { name: new RegExp(`^${name}`) })
      .first()
      .check();
  await dialog.getByRole('button', { name: 'Run', exact: true }).click();
  const rows = dialog.locator('tbody tr');
  await expect(rows).toHaveCount(3);
  await expect(dialog.getByRole('button', { name: 'Sheet as PNG' })).toBeEnabled({ timeout: 120_000 });
  for (const row of await rows.all())
    await expect(row.getByRole('cell').first()).toHaveText(/^\d+(\.\d)? s$/);
  await expect(dialog.getByRole('img', { name: /against iterations/ })).toBeVisible();
  const pictures = dialog.locator('figure img');
  await expect(pictures).toHaveCount(4);
  for (const picture of await pictures.all())
    expect(
      await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
    ).toBeGreaterThan(100);

  const table = await readFile(await download(page, folder, 'Table as CSV'), 'utf8');
  expect(table.trimEnd().split('\r\n')).toHaveLength(4);
  const curves = await readFile(await download(page, folder, 'Curves as CSV'), 'utf8');
  expect(curves).toMatch(/"tv-denoise","\d+","[\d.]+","[\d.]+"/);
  const sheet = await readFile(await download(page, folder, 'Sheet as PNG'));
  const { width, height, format } = await sharp(sheet).metadata();
  expect(format).toBe('png');
  expect(Math.min(width, height)).toBeGreaterThan(400);
  const { channels } = await sharp(sheet).stats();
  expect(channels[0]?.stdev).toBeGreaterThan(10);
});

test('the Lab measures a photo and shows how near each recovery comes to the truth', async ({ app }) => {
  test.setTimeout(240_000);
  const { page } = app;
  await openSample(page, 'Too small', 'astronaut-small.png');
  await task(page, 'Lab').click();
  await page.getByRole('radio', { name: '64 px' }).click();
  await page.getByRole('button', { name: 'Simulate the measurement' }).click();
  await untilShown(page, 'MRI 25 %');
  await page.getByRole('button', { name: 'Recover and compare…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Compare methods' });
  await dialog.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(dialog.getByRole('button', { name: 'Sheet as PNG' })).toBeEnabled({ timeout: 120_000 });
  const decibels = async (title: string) =>
    Number(
      await dialog
        .getByRole('row', { name: new RegExp(title) })
        .getByRole('cell')
        .nth(6)
        .innerText(),
    );
  expect(await decibels('Least total variation')).toBeGreaterThan((await decibels('Zero filling')) + 1);
  await expect(dialog.getByText('nearest')).toHaveCount(1);
});
