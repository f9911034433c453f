import { join } from 'node:path';
import { expect, test } from './app.ts';
import { writePicture } from './pictures.ts';
import { expectNothingSerious, run, task, untilShown } from './window.ts';

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious in the ${colorScheme} window`, async ({ app }) => {
    test.setTimeout(300_000);
    const { page, folder } = app;
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.getByText('Open a photo')).toBeVisible();
    await expectNothingSerious(page);
    await app.open(await writePicture(join(folder, 'field.png')));
    await untilShown(page, 'field.png');
    for (const name of ['Restore', 'Inpaint', 'Denoise', 'Deblur', 'Upscale', 'Lab']) {
      await task(page, name).click();
      await expectNothingSerious(page);
    }
    await task(page, 'Denoise').click();
    await run(page);
    await expectNothingSerious(page);
    for (const item of [
      /^Export…/,
      /^Compare methods…/,
      /^Batch…/,
      /^Settings…/,
      /^Keyboard shortcuts/,
      /^Networks…/,
      /^About/,
    ]) {
      await page.getByRole('button', { name: 'Pentimento', exact: true }).click();
      await page.getByRole('menuitem', { name: item }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectNothingSerious(page);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
  });
}

test('every control is reached by the Tab key and shows where the focus is', async ({ app }) => {
  const { page, folder } = app;
  await app.open(await writePicture(join(folder, 'field.png')));
  await untilShown(page, 'field.png');
  await task(page, 'Denoise').click();
  await page.locator('body').click({ position: { x: 1, y: 1 } });
  const reached = new Set<string>();
  for (let step = 0; step < 90; step++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      // The canvas wears its ring on a pseudo-element, above the photo.
      const rings = [getComputedStyle(element), getComputedStyle(element, '::after')];
      const name = element.getAttribute('aria-label') ?? (element.textContent.trim() || element.tagName);
      return {
        name,
        visible: rings.some(({ outlineStyle, boxShadow }) => outlineStyle !== 'none' || boxShadow !== 'none'),
      };
    });
    if (focused === null) continue;
    reached.add(focused.name);
    expect(focused.visible, `${focused.name} shows its focus`).toBe(true);
  }
  for (const name of ['Hand', 'Export…', 'Denoise', 'Run on the whole photo', 'Close field.png'])
    expect(
      [...reached].some((text) => text.includes(name)),
      name,
    ).toBe(true);
});

test('the shortcuts do what the list says', async ({ app }) => {
  const { page, folder } = app;
  await app.open(await writePicture(join(folder, 'field.png')));
  await untilShown(page, 'field.png');
  for (const [key, tool] of [
    ['b', 'Brush'],
    ['e', 'Eraser'],
    ['l', 'Lasso'],
    ['m', 'Rectangle'],
    ['c', 'Crop'],
    ['h', 'Hand'],
    ['r', 'Crop'],
    ['b', 'Brush'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('button', { name: tool, exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
  }
  const size = page.getByRole('textbox', { name: 'Brush size in pixels' });
  const before = Number(await size.inputValue());
  await page.keyboard.press(']');
  expect(Number(await size.inputValue())).toBeGreaterThan(before);
  await page.keyboard.press('x');
  await expect(page.getByRole('button', { name: 'Eraser', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: /shortcuts/i })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+e');
  await expect(page.getByRole('dialog', { name: 'Export' })).toBeVisible();
  // Letters typed into a field are letters.
  await page.getByRole('textbox').first().fill('beh');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+1');
  await expect(page.getByText('100 %').first()).toBeVisible();
});
