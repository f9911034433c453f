import { expect, test } from './app.ts';
import { run, task, untilShown } from './window.ts';

const sizes = [
  { width: 900, height: 600 },
  { width: 1280, height: 800 },
  { width: 2560, height: 1440 },
];

test.describe('the window as it looks', () => {
  test.use({ firstStart: true });

  test('the first start shows a sample and three things to try, at every size, dark and light', async ({
    app,
  }) => {
    test.skip(test.info().project.name === 'electron', 'baselines are of the browser door');
    const { page } = app;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await expect(page.getByText('Three things to try')).toBeVisible();
    await untilShown(page, '.');
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const size of sizes) {
        await page.setViewportSize(size);
        await expect(page).toHaveScreenshot(`first-start-${colorScheme}-${size.width}.png`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
      }
    }
  });

  test('a denoised sample, split before and after', async ({ app }) => {
    test.skip(test.info().project.name === 'electron', 'baselines are of the browser door');
    const { page } = app;
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await untilShown(page, '.');
    await page.getByRole('button', { name: 'Close the welcome' }).click();
    await task(page, 'Denoise').click();
    await run(page);
    await page.keyboard.press('2');
    await page.mouse.move(0, 0);
    await expect(page).toHaveScreenshot('denoised-split.png', {
      mask: [page.getByText(/CPU, .* s/)],
    });
  });
});
