#!/usr/bin/env node
/** The command line's door. */
import { locate } from './locations.ts';
import { runCommandLine } from './cli/run.ts';
import { Terminal } from './cli/terminal.ts';
import { createServices } from './services/index.ts';

// A reader that has seen enough ("| head") is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await runCommandLine(
  {
    locations: locate(import.meta.dirname),
    terminal: new Terminal(process.stdout, process.stderr),
    createHouse: createServices,
  },
  process.argv.slice(2),
);
