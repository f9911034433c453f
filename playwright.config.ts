import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './e2e/chromium.ts';

/** Two projects drive the same specs: the browser door in Chromium, and the window in Electron. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 2,
  // A shared machine may starve a browser once; the report still names what needed a second try.
  retries: 1,
  timeout: 90_000,
  expect: { timeout: 15_000, toHaveScreenshot: { maxDiffPixelRatio: 0.02 } },
  snapshotPathTemplate: 'e2e/baselines/{arg}{ext}',
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
    launchOptions: await chromiumLaunch(),
    trace: 'retain-on-failure',
  },
  projects: [{ name: 'browser' }, { name: 'electron' }],
});
