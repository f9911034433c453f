import { defineConfig } from 'vite';

const benches = {
  run: 'run',
  batch: 'batch',
  large: 'large',
  memory: 'memory',
  peers: 'peers/run',
  peersOurs: 'peers/ours',
  estimates: 'estimates/run',
  quality: 'quality/run',
  sheets: 'sheets/run',
  restore: 'restore/run',
  previews: 'previews',
  dial: 'dial',
};

export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: '../dist/bench',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    ssr: true,
    rolldownOptions: {
      input: Object.fromEntries(
        Object.entries(benches).map(([name, path]) => [name, `${import.meta.dirname}/${path}.ts`]),
      ),
    },
  },
});
