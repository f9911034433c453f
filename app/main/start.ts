/** What `npm start` runs: the app in Electron where there is one, else in a browser. */
import { locate } from './locations.ts';
import { errorLine, toErrorBody } from './errorBody.ts';
import { serveApp } from './server/serveApp.ts';
import { findElectron, runElectron } from './server/electronBinary.ts';

const files = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const root = `${import.meta.dirname}/../..`;

try {
  const electron = await findElectron(root);
  if ('path' in electron) {
    process.exitCode = await runElectron(electron.path, root, process.argv.slice(2));
  } else {
    console.log(
      `Electron is not available here (${electron.reason}); serving the app in the browser instead`,
    );
    await serveApp(locate(import.meta.dirname), {
      port: 0,
      open: !process.argv.includes('--no-open'),
      files,
      print: (line) => console.log(line),
      warn: (line) => console.error(line),
    });
  }
} catch (error) {
  console.error(errorLine(toErrorBody(error)));
  process.exitCode = 1;
}
