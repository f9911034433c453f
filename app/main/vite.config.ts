import { basename } from 'node:path';
import { chmodSync } from 'node:fs';
import { defineConfig } from 'vite';

const entries = [
  'start',
  'cli',
  'server',
  'electron',
  'engine/engineEntry',
  'engine/threads/kernelWorker',
  'codec/codecEntry',
];

const outDir = `${import.meta.dirname}/../../dist/main`;

/** The machine's side: one bundle per process entry, dependencies left in node_modules. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir,
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    ssr: true,
    rolldownOptions: {
      input: Object.fromEntries(entries.map((name) => [basename(name), `${import.meta.dirname}/${name}.ts`])),
      external: ['electron'],
    },
  },
  ssr: { noExternal: [] },
  plugins: [
    {
      name: 'executable-cli',
      writeBundle: () => chmodSync(`${outDir}/cli.js`, 0o755),
    },
  ],
});
