import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { writePicture } from './pictures.ts';
import { choose, expectNothingSerious, task, untilShown } from './window.ts';

test('the Lab runs solvers and learned networks on sparse codes, in figures, curves and as a table', async ({
  app,
}) => {
  test.setTimeout(240_000);
  const { page, folder } = app;
  await app.open(await writePicture(join(folder, 'field.png')));
  await untilShown(page, 'field.png');
  await task(page, 'Lab').click();
  await page.getByRole('button', { name: 'Sparse codes…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sparse codes' });
  const run = dialog.getByRole('button', { name: 'Run', exact: true });
  const signals = dialog.getByRole('textbox', { name: 'Signals' });
  await signals.fill('4');
  await signals.press('Enter');
  await run.click();
  const row = (name: string) => dialog.getByRole('row', { name: new RegExp(`^${name} `) });
  const after16 = async (name: string) =>
    Number((await row(name).getByRole('cell').nth(3).innerText()).replace('−', '-'));
  await expect(dialog.locator('tbody tr')).toHaveCount(5, { timeout: 120_000 });
  expect(await after16('LISTA')).toBeLessThan((await after16('FISTA')) - 5);
  expect(await after16('FISTA')).toBeLessThan(await after16('ISTA'));
  await expect(dialog.getByRole('img', { name: /distance to the code.*5 curves/ })).toBeVisible();
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectNothingSerious(page);
  }

  await choose(page, 'Looked for', 'The lasso’s solution');
  await run.click();
  await expect(row('LISTA, unsupervised')).toBeVisible({ timeout: 120_000 });
  await dialog.getByRole('radio', { name: 'Objective' }).click();
  await expect(dialog.getByRole('img', { name: /^Objective above the least/ })).toBeVisible();
  await expect(row('FISTA').getByRole('cell').nth(5)).toHaveText(/e−\d+$/);

  test.skip(test.info().project.name === 'electron', 'the desktop asks for a path; its service is the same');
  const coming = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Curves as CSV' }).click();
  const file = await coming;
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  const table = (await readFile(path, 'utf8')).trimEnd().split('\r\n');
  expect(table).toHaveLength(1 + 2 * 257 + 4 * 17);
});
