import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from './app.ts';
import { writePicture } from './pictures.ts';
import { choose, run, task, untilShown } from './window.ts';

test('a batch writes the good files, names the bad ones, and reports both', async ({ app }) => {
  test.skip(
    test.info().project.name === 'electron',
    'the desktop writes into a folder; its batch is the same service',
  );
  const { page, folder } = app;
  const paths = [];
  for (let index = 0; index < 5; index++)
    paths.push(await writePicture(join(folder, `scan-${index}.png`), 80, 60));
  writeFileSync(paths[2] ?? '', 'not a picture');

  await page.getByRole('button', { name: 'Pentimento' }).click();
  await page.getByRole('menuitem', { name: /^Batch…/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Batch' });
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Add files…' }).click();
  await (await chooser).setFiles(paths);
  await expect(dialog.getByText('5 files chosen')).toBeVisible();
  await dialog.getByRole('button', { name: /^Start/ }).click();
  await expect(dialog.getByRole('status')).toContainText('4 written · 1 failed', { timeout: 60_000 });
  await expect(dialog.getByRole('listitem').first()).toContainText('scan-2.png');

  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: /^Save / }).click();
  const zip = join(folder, 'batch.zip');
  await (await download).saveAs(zip);
  const names = Object.keys(unzipSync(readFileSync(zip)));
  expect(names.filter((name) => name.endsWith('.png'))).toHaveLength(4);
  expect(names).toContain('pentimento-report.json');
  expect(names).toContain('pentimento-report.csv');
});

test('a preset is saved, applied, and survives a reload', async ({ app }) => {
  const { page, folder } = app;
  await app.open(await writePicture(join(folder, 'one.png')), await writePicture(join(folder, 'two.png')));
  await untilShown(page, 'two.png');
  await task(page, 'Denoise').click();
  await choose(page, 'Method', 'Gaussian smoothing');
  const field = page.getByRole('textbox', { name: 'Noise, value' });
  await field.fill('21');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Presets' }).click();
  await page.getByRole('menuitem', { name: 'Save or remove presets…' }).click();
  await page.getByRole('textbox', { name: 'Name of the preset' }).fill('Old film');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Presets' })).toBeHidden();

  await field.fill('5');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Presets' }).click();
  await page.getByRole('menuitem', { name: 'Old film' }).click();
  await expect(field).toHaveValue('21');

  await page.getByRole('button', { name: 'Presets' }).click();
  await page.getByRole('menuitem', { name: 'Apply to all and run' }).click();
  await expect(page.getByRole('button', { name: /^one\.png, restored/ })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: /^two\.png, restored/ })).toBeVisible({ timeout: 60_000 });
  expect(readFileSync(join(folder, 'user/presets.json'), 'utf8')).toContain('Old film');
  await run(page);
});
