import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

/** The words by which a person, or a screen reader, finds things in the window. */

export const canvas = (page: Page): Locator => page.getByTestId('viewer');

export const task = (page: Page, name: string): Locator => page.getByRole('tab', { name, exact: true });

export const runButton = (page: Page): Locator =>
  page.getByRole('button', { name: /^Run on the whole photo/ });

/** Waits until a photo is open and drawn. */
export async function untilShown(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name, { timeout: 60_000 });
  await expect(canvas(page)).toHaveAttribute('data-painted', /.+/);
}

/** Presses Run and waits until the result is there. */
export async function run(page: Page): Promise<void> {
  await runButton(page).click();
  await expect(page.getByRole('region', { name: 'What the photo says' })).toBeVisible({ timeout: 60_000 });
  await expect(runButton(page)).toBeVisible({ timeout: 60_000 });
}

/** Drags on the canvas; positions are fractions of its width and height. */
export async function drag(
  page: Page,
  from: [number, number],
  to: [number, number],
  steps = 12,
): Promise<void> {
  const box = await canvas(page).boundingBox();
  if (box === null) throw new Error('there is no canvas');
  const at = ([x, y]: [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps });
  await page.mouse.up();
}

/** Chooses from one of the lists that say their value in their name: "Method: Total variation". */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: new RegExp(`^${label}`) }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** Exports the current photo by the dialog and answers the path of the written file. */
export async function exportAs(page: Page, folder: string, format: string): Promise<string> {
  await page.getByRole('button', { name: 'Export…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await expect(dialog).toBeVisible();
  await dialog.getByRole('radio', { name: format, exact: true }).click();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: /^(Export|Save)$/ }).click();
  const file = await download;
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  await expect(dialog).toBeHidden();
  return path;
}

export async function finding(page: Page, label: string): Promise<string> {
  return page.locator('dl > div', { hasText: label }).locator('dd').innerText();
}

export const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

/** By axe, in whatever is shown. */
export async function expectNothingSerious(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}
