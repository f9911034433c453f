/**
 * Runs the unit tests and the end-to-end tests, and ends with one line that counts all of them.
 * Exit status 1 when any failed or a runner itself broke.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

rmSync('test-results', { recursive: true, force: true });
mkdirSync('test-results', { recursive: true });

function run(command, args) {
  return spawnSync('npx', [command, ...args], { stdio: 'inherit' }).status === 0;
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

const unitOk = run('vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  '--outputFile.json=test-results/unit.json',
]);
const unit = readJson('test-results/unit.json');
// Playwright empties its output folder, so the unit report is read before.
const endToEndOk = run('playwright', ['test']);
const endToEnd = readJson('test-results/e2e.json');

const passed = (unit?.numPassedTests ?? 0) + (endToEnd?.stats.expected ?? 0) + (endToEnd?.stats.flaky ?? 0);
const failed =
  (unit?.numFailedTests ?? 0) +
  (endToEnd?.stats.unexpected ?? 0) +
  (unitOk || unit?.numFailedTests > 0 ? 0 : 1) +
  (endToEndOk || endToEnd?.stats.unexpected > 0 ? 0 : 1);
const skipped = (unit?.numPendingTests ?? 0) + (endToEnd?.stats.skipped ?? 0);

console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
