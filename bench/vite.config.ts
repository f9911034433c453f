import { defineConfig } from 'vite';

const benches = ['run', 'batch', 'large'];

export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: '../dist/bench',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    ssr: true,
    rolldownOptions: {
      input: Object.fromEntries(benches.map((name) => [name, `${import.meta.dirname}/${name}.ts`])),
    },
  },
});
