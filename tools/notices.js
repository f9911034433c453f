/** Writes resources/NOTICES.txt: the licences of everything that is shipped with the app. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const read = async (/** @type {string} */ path) => JSON.parse(await readFile(path, 'utf8'));
const manifest = await read(join(root, 'package.json'));
const lock = await read(join(root, 'package-lock.json'));

/** Bundled into the window's code. */
const bundled = ['svelte', 'bits-ui', '@lucide/svelte', 'uplot', '@fontsource-variable/inter'];
/** What only the compiler of the window's code needs. */
const compilers =
  /^(@jridgewell|@sveltejs|@types|acorn|aria-query|axobject-query|esrap|is-reference|locate-|magic-|zimmer)/;
/** What the packages are built for; binaries of other platforms never ship. */
const platforms = ['linux x64', 'win32 x64', 'darwin arm64'];
const unsupported = (/** @type {{ os?: string[], cpu?: string[], libc?: string[] }} */ { os, cpu, libc }) =>
  libc?.includes('musl') === true ||
  (os !== undefined &&
    !os.some((system) => (cpu ?? ['x64']).some((processor) => platforms.includes(`${system} ${processor}`))));
/** Ships in the packages of other platforms than the one that runs this. */
const elsewhere = (/** @type {string} */ path) => lock.packages[path]?.os !== undefined;

/** @type {Map<string, { path: string, name: string, version: string }>} */
const shipped = new Map();

/**
 * Follows dependencies as Node resolves them.
 * @param {string} from folder in the lock file of the package that asks
 * @param {string} name
 */
function collect(from, name) {
  for (let base = from; ; base = base.slice(0, base.lastIndexOf('node_modules') - 1)) {
    const path = `${base === '' ? '' : `${base}/`}node_modules/${name}`;
    const entry = lock.packages[path];
    if (entry !== undefined) {
      // WebAssembly stands in only where there is no binary of the platform's own.
      if (shipped.has(path) || name.includes('wasm') || unsupported(entry)) return;
      shipped.set(path, { path, name, version: entry.version });
      for (const next of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }))
        if (!compilers.test(next)) collect(path, next);
      return;
    }
    if (base === '') return;
  }
}
for (const name of [...Object.keys(manifest.dependencies), ...bundled]) collect('', name);

/** The licence texts in a package's folder. */
async function licenceTexts(/** @type {string} */ folder) {
  const names = await readdir(folder).catch(() => []);
  // sharp's libraries list their parts and licences in the readme.
  const pattern = folder.includes('sharp-libvips') ? /^readme/i : /^(licen[cs]e|copying|notice)/i;
  const wanted = names.filter((name) => pattern.test(name)).sort();
  return Promise.all(wanted.map(async (name) => (await readFile(join(folder, name), 'utf8')).trim()));
}

const parts = [
  `Pentimento contains the following software, each under its own licence.

Electron (MIT) and the parts of Chromium and Node.js in it: their notices are in LICENSE.electron.txt and
LICENSES.chromium.html beside the application.

The image library inside the packages @img/sharp-libvips-* is libvips with the libraries it is built
from, together under the LGPL-3.0-or-later. They are loaded as separate shared libraries and may be replaced by others of the same interface. Their
versions and licences: https://github.com/lovell/sharp-libvips

The HEIC decoder libheif-js is libheif and libde265 (LGPL-3.0), compiled to WebAssembly in a file of its own that
may be replaced: https://github.com/catdad-experiments/libheif-js

ONNX Runtime (onnxruntime-node, onnxruntime-common): Copyright (c) Microsoft Corporation, MIT. The notices of
what it contains: https://github.com/microsoft/onnxruntime/blob/main/ThirdPartyNotices.txt. Its Windows package
holds DirectML.dll, dxcompiler.dll and dxil.dll, redistributed under Microsoft's terms for them.`,
];
const seen = new Set();
for (const { path, name, version } of [...shipped.values()].sort((a, b) => a.name.localeCompare(b.name))) {
  if (seen.has(`${name} ${version}`)) continue;
  seen.add(`${name} ${version}`);
  const folder = join(root, path);
  const own = await read(join(folder, 'package.json')).catch(() => null);
  const licence = own?.license ?? lock.packages[path].license ?? 'see its package';
  const texts = await licenceTexts(folder);
  if (own === null && !elsewhere(path)) throw new Error(`${path}: is not installed; run "npm ci" first`);
  const author = own?.author?.name ?? own?.author ?? own?.repository?.url ?? 'its authors';
  if (texts.length === 0 && own !== null)
    texts.push(`By ${author}. The package declares this licence and carries no text of it.`);
  if (own === null) texts.push('The licence text is in the package of the platform that it ships with.');
  parts.push([`${name} ${version} (${licence})`, ...texts].join('\n\n'));
}
await writeFile(join(root, 'resources/NOTICES.txt'), `${parts.join(`\n\n${'-'.repeat(80)}\n`)}\n`);
console.log(`${seen.size} packages named in resources/NOTICES.txt`);
