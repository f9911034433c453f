import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { writePicture } from './pictures.ts';
import { choose, exportAs, readJson, run, task, untilShown } from './window.ts';

test('deblurring with a known blur, previewed by the same numbers, brings the picture nearer', async ({
  app,
}) => {
  const { page, folder } = app;
  const truth = await writePicture(join(folder, 'truth.png'));
  const blurred = join(folder, 'blurred.png');
  const cli = (...args: string[]) =>
    execFileSync(process.execPath, ['dist/main/cli.js', ...args], { encoding: 'utf8' });
  cli('degrade', truth, '--out', blurred, '--blur', 'gaussian:2', '--noise', '1', '--seed', '1');

  await app.open(blurred);
  await untilShown(page, 'blurred.png');
  await task(page, 'Deblur').click();
  await choose(page, 'Method', 'Wiener filter');
  await expect(page.getByText(/Showing \d+ × \d+ pixels/)).toBeVisible({ timeout: 30_000 });
  await choose(page, 'Method', 'Total variation');
  await run(page);
  const restored = await exportAs(page, folder, 'PNG');
  const psnr = (path: string) => (JSON.parse(cli('compare', truth, path, '--json')) as { psnr: number }).psnr;
  expect(psnr(restored)).toBeGreaterThan(psnr(blurred) + 1);
  expect(await page.getByText('Objective').count()).toBeGreaterThan(0);
});

test('every method of every task but the Lab runs from its form with the defaults', async ({ app }) => {
  test.setTimeout(240_000);
  const { page, folder } = app;
  await app.open(await writePicture(join(folder, 'small.png'), 64, 48));
  await untilShown(page, 'small.png');
  await page.keyboard.press('m');
  const box = await page.getByTestId('viewer').boundingBox();
  if (box === null) throw new Error('there is no canvas');
  await page.mouse.move(box.x + box.width * 0.45, box.y + box.height * 0.45);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.55, box.y + box.height * 0.55, { steps: 4 });
  await page.mouse.up();
  const described = JSON.parse(
    execFileSync(process.execPath, ['dist/main/cli.js', 'methods', '--json'], { encoding: 'utf8' }),
  ) as { title: string; task: string }[];
  expect(described.length).toBeGreaterThanOrEqual(11);
  for (const { title, task: name } of described) {
    // The Lab's methods take measurements, which it simulates itself.
    if (name === 'recover') continue;
    await task(page, `${name[0]?.toUpperCase()}${name.slice(1)}`).click();
    await choose(page, 'Method', title);
    await run(page);
    await expect(page.getByRole('region', { name: 'Notices' }).getByRole('alert')).toHaveCount(0);
    await page.keyboard.press('Control+z');
  }
});

test('a sidecar tells what was done', async ({ app }) => {
  test.skip(
    test.info().project.name === 'electron',
    'the sidecar lies in the downloaded zip of the browser door',
  );
  const { folder } = app;
  const truth = await writePicture(join(folder, 'photo.png'));
  execFileSync(process.execPath, [
    'dist/main/cli.js',
    'restore',
    truth,
    '--task',
    'denoise',
    '--out',
    join(folder, 'out.png'),
    '--sidecar',
  ]);
  const record = await readJson(join(folder, 'out.png.pentimento.json'));
  expect(JSON.stringify(record)).toContain('tv-denoise');
});
