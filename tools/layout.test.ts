import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';

const built = existsSync('dist/main/electron.js') && existsSync('dist/renderer/index.html');

test.skipIf(!built)('layout only: the packages hold what they should', { timeout: 240_000 }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/layout.js'], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  expect(stdout.match(/^layout only, (linux|win32): .*$/gm)).toHaveLength(2);
});
