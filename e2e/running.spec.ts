import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, expect, test } from './app.ts';
import { writePicture } from './pictures.ts';
import { choose, exportAs, run, runButton, task, untilShown } from './window.ts';

/** The engine among the children of a process. */
function enginePid(parent: number): number {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8');
      if (Number(/PPid:\s+(\d+)/.exec(status)?.[1]) === parent && command.startsWith('pentimento-engine'))
        return Number(entry);
    } catch {
      // It ended while we looked.
    }
  }
  throw new Error('no engine is running');
}

async function startLongJob(app: App) {
  const { page, folder } = app;
  await app.open(await writePicture(join(folder, 'large.png'), 3000, 2000));
  await untilShown(page, 'large.png');
  await task(page, 'Deblur').click();
  await choose(page, 'Method', 'Richardson–Lucy');
  await page.getByRole('textbox', { name: 'Iterations, value' }).fill('500');
  await page.keyboard.press('Enter');
  await runButton(page).click();
  await expect(page.getByRole('progressbar')).toBeVisible({ timeout: 30_000 });
}

test('a job can be stopped, and the photo stays as it was', async ({ app }) => {
  const { page } = app;
  await startLongJob(app);
  await expect(page.getByRole('contentinfo', { name: 'Jobs' })).toContainText(/tile|iteration/, {
    timeout: 30_000,
  });
  const stopped = Date.now();
  await page.keyboard.press('Escape');
  await expect(runButton(page)).toBeVisible();
  await expect(page.getByRole('contentinfo', { name: 'Jobs' })).toContainText('Ready');
  test.info().annotations.push({ type: 'milliseconds to stop', description: String(Date.now() - stopped) });
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
});

test('a job can be paused and resumed, by keyboard too, and stopped while it is paused', async ({ app }) => {
  const { page } = app;
  await startLongJob(app);
  const bar = page.getByRole('contentinfo', { name: 'Jobs' });
  await expect(bar).toContainText(/iteration/, { timeout: 30_000 });
  await bar.getByRole('button', { name: 'Pause' }).focus();
  await page.keyboard.press('Enter');
  await expect(bar).toContainText('paused');
  const resume = bar.getByRole('button', { name: 'Resume' });
  await expect(resume).toBeFocused();
  // An iteration that is under way is still ended and told; then nothing moves.
  let held = '';
  await expect
    .poll(
      async () => {
        held = await bar.innerText();
        await page.waitForTimeout(2000);
        return (await bar.innerText()) === held;
      },
      { timeout: 30_000 },
    )
    .toBe(true);
  expect(held).toMatch(/paused.*iteration \d+/s);
  await page.keyboard.press('Enter');
  await expect.poll(() => bar.innerText()).not.toContain('paused');
  const stage = /iteration \d+/.exec(held)?.[0] ?? held;
  await expect.poll(async () => (await bar.innerText()).includes(stage), { timeout: 30_000 }).toBe(false);
  await bar.getByRole('button', { name: 'Pause' }).click();
  await expect(bar).toContainText('paused');
  await bar.getByRole('button', { name: 'Stop' }).click();
  await expect(bar).toContainText('Ready');
  await expect(runButton(page)).toBeVisible();
});

test('the engine killed in the middle of a job costs that job alone; the next one works', async ({ app }) => {
  test.skip(process.platform !== 'linux', 'finds the engine in /proc');
  const { page, folder } = app;
  await startLongJob(app);
  await expect(page.getByRole('contentinfo', { name: 'Jobs' })).toContainText(/tile|iteration/, {
    timeout: 30_000,
  });
  process.kill(enginePid(app.process.pid ?? -1), 'SIGKILL');
  await expect(
    page
      .getByRole('alert')
      .filter({ hasText: /engine/i })
      .first(),
  ).toBeVisible();
  await expect(runButton(page)).toBeVisible();

  await app.open(await writePicture(join(folder, 'small.png'), 64, 48));
  await untilShown(page, 'small.png');
  await task(page, 'Denoise').click();
  await run(page);
  const exported = await exportAs(page, folder, 'PNG');
  expect(exported).toContain('small_denoise.png');
});

test('steps are listed, undone and redone, and the original is never written to', async ({ app }) => {
  const { page, folder } = app;
  const original = await writePicture(join(folder, 'field.png'));
  const bytes = readFileSync(original);
  await app.open(original);
  await untilShown(page, 'field.png');
  await task(page, 'Denoise').click();
  await run(page);
  await task(page, 'Upscale').click();
  await run(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('480 × 320');
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('240 × 160');
  await page.keyboard.press('Control+y');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('480 × 320');
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByRole('button', { name: 'Opened' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('240 × 160');
  expect(readFileSync(original).equals(bytes)).toBe(true);
});

test('the same settings give the same pixels in the window and on the command line', async ({ app }) => {
  const { page, folder } = app;
  const noisy = join(folder, 'noisy.png');
  const cli = (...args: string[]) => execFileSync(process.execPath, ['dist/main/cli.js', ...args]);
  cli(
    'degrade',
    await writePicture(join(folder, 'field.png')),
    '--out',
    noisy,
    '--noise',
    '15',
    '--seed',
    '3',
  );
  await app.open(noisy);
  await untilShown(page, 'noisy.png');
  await task(page, 'Denoise').click();
  await run(page);
  const fromWindow = await exportAs(page, folder, 'PNG');
  const fromCli = join(folder, 'cli.png');
  cli('restore', noisy, '--task', 'denoise', '--out', fromCli);
  const result = JSON.parse(cli('compare', fromCli, fromWindow, '--json').toString()) as {
    psnr: number | null;
  };
  expect(result.psnr).toBeNull();
});
