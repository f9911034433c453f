import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('the type check refuses a component whose types are wrong', () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      'node_modules/svelte-check/bin/svelte-check',
      '--tsconfig',
      'tools/fixtures/broken/tsconfig.json',
      '--output',
      'machine',
    ],
    { encoding: 'utf8' },
  );
  expect(status).toBe(1);
  expect(stdout).toContain("Type 'number' is not assignable to type 'string'");
});
