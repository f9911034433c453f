/** The browser door: `node dist/main/server.js [--port N] [--no-open] [files…]`. */
import { parseArgs } from 'node:util';
import { errorLine, toErrorBody } from './errorBody.ts';
import { locate } from './locations.ts';
import { serveApp } from './server/serveApp.ts';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: { port: { type: 'string', default: '0' }, open: { type: 'boolean', default: true } },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new RangeError(`--port ${values.port} is no port: give a number from 0 to 65535`);
  await serveApp(locate(import.meta.dirname), {
    port,
    open: values.open,
    files: positionals,
    print: (line) => console.log(line),
    warn: (line) => console.error(line),
  });
} catch (error) {
  console.error(error instanceof RangeError ? error.message : errorLine(toErrorBody(error)));
  process.exitCode = 1;
}
