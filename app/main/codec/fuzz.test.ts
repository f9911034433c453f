import { expect, it, onTestFinished } from 'vitest';
import { codec } from './codec.ts';
import { createSeeds, fuzz } from './testing/fuzz.ts';
import { temporaryFolder } from './testing/pictures.ts';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';

/** How many files are damaged; `PENTIMENTO_FUZZ=2000` for the full run. */
const count = Number(process.env['PENTIMENTO_FUZZ'] ?? 200);

it('every seed but the HEIC container opens unharmed', async () => {
  const folder = await temporaryFolder(onTestFinished);
  for (const { name, bytes } of await createSeeds(folder)) {
    if (name.endsWith('.heic')) continue;
    const path = join(folder, name);
    await writeFile(path, bytes);
    const { format } = await codec.decode({ path, name, target: join(folder, 'a'), maxMegapixels: 1 });
    expect(format.width, name).toBeGreaterThan(0);
  }
});

it(`${count} damaged files: each a result or a clear error`, { timeout: 60_000 + count * 2000 }, async () => {
  const report = await fuzz(await temporaryFolder(onTestFinished), count);
  if (process.env['PENTIMENTO_FUZZ'] !== undefined) console.info(report);
  expect(report.others).toEqual([]);
  expect(report.results + report.clearErrors).toBe(count);
  expect(report.results).toBeGreaterThan(0);
});
