import { defineConfig } from 'vite';

const entries = ['start', 'cli', 'server', 'electron', 'engine/engineEntry', 'codec/codecEntry'];

/** The machine's side: one bundle per process entry, dependencies left in node_modules. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: '../../dist/main',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    ssr: true,
    rolldownOptions: {
      input: Object.fromEntries(
        entries.map((name) => [name.split('/').at(-1), `${import.meta.dirname}/${name}.ts`]),
      ),
      external: ['electron'],
    },
  },
  ssr: { noExternal: [] },
});
