/**
 * Layout only: packs the built app around a stand-in for Electron's binary and looks at what lies
 * where. It shows that the configuration is valid, that native files are unpacked, that nothing of
 * other platforms, tests or development is shipped and that the fuses are set. It cannot show that
 * the package runs.
 */
import { getCurrentFuseWire, FuseV1Options } from '@electron/fuses';
import asar from '@electron/asar';
import { Arch, build, Platform } from 'electron-builder';
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const require = createRequire(import.meta.url);
// electron-builder's own copy of its library, which offers the check without a build.
const fromBuilder = createRequire(require.resolve('electron-builder'));
const { validateConfiguration, getConfig } = fromBuilder('app-builder-lib/out/util/config/config.js');
const root = resolve(import.meta.dirname, '..');
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const electronVersion = require('electron/package.json').version;
process.env.ELECTRON_BUILDER_DISABLE_BUILD_CACHE = 'true';

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** A file in Electron's place, with a wire of eight fuses, all inherited. */
const standIn = Buffer.concat([
  Buffer.from(`layout only ${sentinel}`),
  Buffer.from([1, 8]),
  Buffer.from('1'.repeat(8)),
]);
/** Per platform: what electron-builder is asked for, and where things lie before and after. */
const shapes = {
  linux: {
    platform: Platform.LINUX,
    arch: Arch.x64,
    executable: 'electron',
    out: 'linux-unpacked',
    resources: 'resources',
    packed: manifest.name,
  },
  win32: {
    platform: Platform.WINDOWS,
    arch: Arch.x64,
    executable: 'electron.exe',
    out: 'win-unpacked',
    resources: 'resources',
    packed: 'Pentimento.exe',
  },
  darwin: {
    platform: Platform.MAC,
    arch: Arch.arm64,
    // The fuses lie in the framework, not in the small program that starts it.
    executable: 'Electron.app/Contents/Frameworks/Electron Framework.framework/Electron Framework',
    out: 'mac-arm64',
    resources: 'Pentimento.app/Contents/Resources',
    packed: 'Pentimento.app',
  },
};

/** @typedef {{ platform: 'linux' | 'win32' | 'darwin', native: string[], others: RegExp }} Target */
/** @type {Target[]} */
const targets = [
  {
    platform: 'linux',
    native: [
      'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
      'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so',
    ],
    others: /napi-v6\/(darwin|win32|linux\/arm64)|@img\/sharp[^/]*-(darwin|linuxmusl|win32)|\.(dll|dylib)$/,
  },
  {
    platform: 'win32',
    native: [
      'node_modules/onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime_binding.node',
      'node_modules/onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime.dll',
      'node_modules/onnxruntime-node/bin/napi-v6/win32/x64/DirectML.dll',
    ],
    others:
      /napi-v6\/(darwin|linux|win32\/arm64)|@img\/sharp[^/]*-(darwin|linux|linuxmusl)-|\.(so[.\d]*|dylib)$/,
  },
  {
    platform: 'darwin',
    native: [
      'node_modules/onnxruntime-node/bin/napi-v6/darwin/arm64/onnxruntime_binding.node',
      'node_modules/onnxruntime-node/bin/napi-v6/darwin/arm64/libonnxruntime',
    ],
    others: /napi-v6\/(linux|win32|darwin\/x64)|@img\/sharp[^/]*-(linux|linuxmusl|win32)-|\.(dll|so[.\d]*)$/,
  },
];
// sharp's binary is the one of the machine that ran npm.
if (process.platform === 'linux')
  targets[0]?.native.push(
    'node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64',
    'node_modules/@img/sharp-libvips-linux-x64/lib/libvips-cpp.so',
  );

for (const name of [
  'main/electron.js',
  'main/engineEntry.js',
  'main/codecEntry.js',
  'preload/preload.cjs',
  'renderer/index.html',
])
  await stat(join(root, 'dist', name)).catch(() => {
    console.error(`dist/${name}: is not built; run "npm run build" first`);
    process.exit(2);
  });

const folder = await mkdtemp(join(tmpdir(), 'pentimento-layout-'));
try {
  const config = await getConfig(root, null, null);
  // A deb is refused without them, but only once everything else is built.
  assert.ok(
    config.extraMetadata?.homepage && config.linux?.maintainer,
    'a deb needs homepage and maintainer',
  );
  await validateConfiguration(config, { isEnabled: false, add: () => undefined });
  for (const target of targets) await check(target);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** @param {Target} target */
async function check(target) {
  const { platform } = target;
  const out = await pack(platform);
  const resources = join(out, shapes[platform].resources);
  const archive = join(resources, 'app.asar');
  const names = asar
    .listPackage(archive, { isPack: false })
    .map((name) => name.replaceAll('\\', '/').replace(/^\//, ''));
  const files = new Set(names);

  const required = [
    'package.json',
    'dist/main/electron.js',
    'dist/main/engineEntry.js',
    'dist/main/codecEntry.js',
  ];
  required.push('dist/preload/preload.cjs', 'dist/renderer/index.html', 'resources/NOTICES.txt', 'LICENSE');
  for (const name of required) assert.ok(files.has(name), `${platform}: ${name} is missing`);

  const unpacked = await listFiles(join(resources, 'app.asar.unpacked'));
  for (const start of [...target.native, 'resources/samples/samples.json', 'resources/icon/png/64x64.png'])
    assert.ok(
      unpacked.some((name) => name.startsWith(start)),
      `${platform}: ${start} is not unpacked`,
    );
  const packedNative = names.filter(
    (name) => /\.(node|dll|dylib|so[.\d]*)$/.test(name) && !unpacked.includes(name),
  );
  assert.deepEqual(packedNative, [], `${platform}: native files inside the archive`);

  const strangers = names.filter((name) => target.others.test(name) && unpacked.includes(name));
  assert.deepEqual(strangers, [], `${platform}: files of other platforms`);
  const expectedPlaces = ['LICENSE', 'dist', 'models', 'node_modules', 'package.json', 'resources'];
  const places = new Set(names.map((name) => name.split('/')[0] ?? name));
  const strange = [...places].filter((name) => !expectedPlaces.includes(name));
  assert.deepEqual(strange, [], `${platform}: folders that should not ship`);
  const unwanted = names.filter((name) =>
    /^models\/training\/|\.test\.|\.map$|^node_modules\/(onnxruntime-web|\.bin)\//.test(name),
  );
  assert.deepEqual(unwanted, [], `${platform}: sources, tests or source maps`);
  const development = Object.keys(manifest.devDependencies).filter((name) =>
    files.has(`node_modules/${name}/package.json`),
  );
  assert.deepEqual(development, [], `${platform}: development dependencies`);
  // The renderer's libraries are inside its bundle.
  const missing = Object.keys(manifest.dependencies).filter(
    (name) => name !== 'onnxruntime-web' && !files.has(`node_modules/${name}/package.json`),
  );
  assert.deepEqual(missing, [], `${platform}: dependencies left out`);

  const notices = await readFile(join(root, 'resources/NOTICES.txt'), 'utf8');
  const packages = names.flatMap(
    (name) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(name)?.[1] ?? [],
  );
  const unnamed = [...new Set(packages)].filter((name) => !notices.includes(`\n${name} `));
  assert.deepEqual(
    unnamed,
    [],
    `${platform}: packages that NOTICES.txt does not name; run "node tools/notices.js"`,
  );

  const fuses = await getCurrentFuseWire(join(out, shapes[platform].packed));
  const [off, on] = ['0'.charCodeAt(0), '1'.charCodeAt(0)];
  const expected = {
    [FuseV1Options.RunAsNode]: off,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
    [FuseV1Options.EnableNodeCliInspectArguments]: off,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
    [FuseV1Options.EnableCookieEncryption]: on,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
    [FuseV1Options.OnlyLoadAppFromAsar]: on,
  };
  for (const [fuse, state] of Object.entries(expected))
    assert.equal(fuses[Number(fuse)], state, `${platform}: fuse ${FuseV1Options[Number(fuse)]}`);

  assert.ok(!(await readdir(resources)).includes('app-update.yml'), `${platform}: an update server is named`);
  const megabytes = Math.round((await sizeOf(resources)) / 1e6);
  console.log(
    `layout only, ${platform}: ${files.size} entries, ${unpacked.length} files unpacked, ${megabytes} MB beside Electron`,
  );
}

/**
 * @param {Target['platform']} platform
 * @returns where the app was laid out
 */
async function pack(platform) {
  const { platform: target, arch, executable, out } = shapes[platform];
  const electronDist = join(folder, `electron-${platform}`);
  await mkdir(dirname(join(electronDist, executable)), { recursive: true });
  await writeFile(join(electronDist, executable), standIn, { mode: 0o755 });
  await writeFile(join(electronDist, 'version'), electronVersion);
  if (platform === 'darwin') await standInForMac(join(electronDist, 'Electron.app/Contents'));
  else {
    await mkdir(join(electronDist, 'resources'));
    await mkdir(join(electronDist, 'locales'));
    await cp(join(root, 'LICENSE'), join(electronDist, 'LICENSE'));
  }
  await build({
    projectDir: root,
    targets: target.createTarget('dir', arch),
    publish: 'never',
    config: {
      electronDist,
      electronVersion,
      directories: { output: join(folder, platform) },
      // The stand-in is no Windows executable that a checksum or an icon could be written into.
      win: { signAndEditExecutable: false },
      disableAsarIntegrity: platform === 'win32',
      // Signing anew after the fuses is done by a program of macOS.
      electronFuses: { resetAdHocDarwinSignature: false },
    },
  });
  return join(folder, platform, out);
}

/**
 * The programs of a Mac bundle that electron-builder renames, each with the list that it fills in.
 * @param {string} contents
 */
async function standInForMac(contents) {
  const helpers = ['', ' (GPU)', ' (Plugin)', ' (Renderer)'].map((kind) => `Electron Helper${kind}`);
  const programs = helpers.map((name) => ({ name, at: join(contents, `Frameworks/${name}.app/Contents`) }));
  programs.push({ name: 'Electron', at: contents });
  for (const { name, at } of programs) {
    await mkdir(join(at, 'MacOS'), { recursive: true });
    await writeFile(join(at, 'MacOS', name), 'layout only', { mode: 0o755 });
    await writeFile(
      join(at, 'Info.plist'),
      `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict><key>CFBundleExecutable</key><string>${name}</string></dict></plist>
`,
    );
  }
  await mkdir(join(contents, 'Resources'));
}

/** @param {string} path */
async function listFiles(path) {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(path.length + 1)
        .replaceAll('\\', '/'),
    );
}

/** @param {string} path */
async function sizeOf(path) {
  let bytes = 0;
  for (const name of await listFiles(path)) bytes += (await stat(join(path, name))).size;
  return bytes;
}
