import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './app.ts';
import { writePicture } from './pictures.ts';
import { drag, task, untilShown } from './window.ts';

const steps = (page: Page) => page.getByRole('list', { name: 'Steps' }).getByRole('listitem');
const restore = (page: Page) => page.getByRole('button', { name: /^Restore ·/ });

test('a photo is measured, planned for, changed by hand, restored, explained and undone', async ({ app }) => {
  test.setTimeout(240_000);
  const { page } = app;
  await page.getByRole('button', { name: 'Pentimento', exact: true }).click();
  await page.getByRole('menuitem', { name: 'A noisy evening shot' }).click();
  await untilShown(page, 'coffee-noisy.png');
  await page.keyboard.press('b');
  await drag(page, [0.4, 0.4], [0.6, 0.5]);
  await task(page, 'Restore').click();

  await expect(steps(page)).toHaveCount(2, { timeout: 60_000 });
  await expect(steps(page).nth(0)).toContainText('Fills what is marked');
  const denoise = steps(page).nth(1);
  await expect(denoise).toContainText(/Noise of 2[4-7]\.\d of 255 was measured/);
  await expect(page.getByRole('list', { name: 'Left alone' })).toContainText('Blur');

  await page.getByRole('button', { name: /^Remove Inpaint/ }).focus();
  await page.keyboard.press('Enter');
  await expect(steps(page)).toHaveCount(1);
  const strength = page.getByRole('textbox', { name: 'Noise, value' });
  await strength.fill('12');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Reset' })).toBeVisible();

  await restore(page).click();
  const outcome = page.getByRole('region', { name: 'What became of it' });
  await expect(outcome).toContainText(/took out 1?\d\.\d of 255/, { timeout: 120_000 });
  await expect(outcome).toContainText('Nothing was invented');

  // Another strength is another attempt, on the same photo.
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByRole('button', { name: /^Remove Inpaint/ }).click();
  await restore(page).click();
  await expect(outcome).toContainText(/took out 2\d\.\d of 255/, { timeout: 120_000 });
  await page.getByRole('button', { name: 'History' }).click();
  const history = page.getByRole('dialog', { name: 'History' });
  await expect(history.getByRole('listitem')).toHaveCount(4);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(outcome).toContainText(/took out 1?\d\.\d of 255/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(outcome).toHaveCount(0);
  await expect(steps(page)).toHaveCount(1);
});

test('a clean photo is left alone, and the window says why', async ({ app }) => {
  const { page, folder } = app;
  await app.open(await writePicture(join(folder, 'field.png')));
  await untilShown(page, 'field.png');
  // It is what a photo opens with.
  await expect(task(page, 'Restore')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText('The photo stays as it is, bit for bit.')).toBeVisible({ timeout: 60_000 });
  await expect(restore(page)).toBeDisabled();
  await expect(page.getByText('There is nothing to restore.')).toBeVisible();
});
