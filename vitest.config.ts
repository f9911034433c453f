import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const common = {
  environment: 'node' as const,
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        // For the runes in the renderer's state.
        plugins: [svelte()],
        test: { ...common, name: 'plain', include: ['app/**/*.test.ts', 'tools/**/*.test.ts'] },
      },
      {
        // The same mathematics once more, in the kernels instead of their plain twins.
        test: {
          ...common,
          name: 'kernels',
          include: ['app/compute/{operators,priors,dataTerms,solvers}/**/*.test.ts'],
          setupFiles: ['app/main/engine/testing/accelerated.ts'],
        },
      },
    ],
  },
});
