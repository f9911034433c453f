import { join } from 'node:path';
import { type Page } from '@playwright/test';
import sharp from 'sharp';
import { expect, test } from './app.ts';
import { canvas, choose, finding, run, task, untilShown } from './window.ts';

test.use({ viewport: { width: 900, height: 600 } });

const says = (page: Page) => page.getByRole('region', { name: 'What the photo says' });

/** The colours in the middle of the canvas. */
const middle = (page: Page): Promise<string> =>
  canvas(page)
    .locator('canvas')
    .first()
    .evaluate((element) => {
      if (!(element instanceof HTMLCanvasElement)) throw new Error('no canvas');
      const { width, height } = element;
      const pixels = element.getContext('2d')?.getImageData(width >> 1, height >> 1, 48, 48).data ?? [];
      return pixels.join(' ');
    });

for (const [method, slider] of [
  ['Total variation', 'Strength'],
  ['Network', 'Noise'],
] as const) {
  test(`after a run, turning the ${slider.toLowerCase()} of ${method} shows at once what it does, then exactly`, async ({
    app,
  }) => {
    test.setTimeout(240_000);
    const { page, folder } = app;
    const noisy = join(folder, 'noisy.png');
    const part = { left: 200, top: 120, width: 160, height: 120 };
    await sharp('resources/samples/coffee-noisy.png').extract(part).toFile(noisy);
    await app.open(noisy);
    await untilShown(page, 'noisy.png');
    await task(page, 'Denoise').click();
    await choose(page, 'Method', method);
    await run(page);
    await page.keyboard.press('3');
    const dial = page.getByRole('slider', { name: slider, exact: true });
    await dial.focus();
    // The first turn may come before its surroundings are solved.
    await page.keyboard.press('ArrowRight');
    await expect(says(page)).toContainText('exact', { timeout: 60_000 });
    const [picture, residual] = [await middle(page), await finding(page, 'Residual')];

    // What lies around is solved while nothing else is to do; until then it says that it shows the nearest.
    const seen = await page.evaluateHandle(() => {
      const kinds = new Set<string | null>();
      const note = () => kinds.add(document.querySelector('[data-kind]')?.getAttribute('data-kind') ?? null);
      new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
      return kinds;
    });
    await expect(async () => {
      await page.keyboard.press('ArrowRight');
      expect(await seen.evaluate((kinds) => kinds.has('interpolated'))).toBe(true);
    }).toPass({ timeout: 90_000, intervals: [2000] });
    await expect.poll(() => middle(page)).not.toBe(picture);
    await expect.poll(() => finding(page, 'Residual')).not.toBe(residual);
    await expect(says(page)).toContainText('Solved at this value', { timeout: 60_000 });

    // It is the whole photo's turn only when somebody says so.
    await expect(page.getByRole('contentinfo', { name: 'Jobs' })).toContainText('Ready');
    await run(page);
    await expect(says(page)).not.toContainText('Solved at this value');
    await expect(says(page)).toContainText('Invented');
  });
}
