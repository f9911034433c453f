import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The flags under which the packaged Chromium behaves like an ordinary one: its own defaults switch
 * off web security and run everything in one process, which would make these tests meaningless.
 */
const args = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

interface Launch {
  readonly executablePath: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

/**
 * Unpacks the Chromium that npm installed, once per version, with the libraries and fonts that come
 * with it, so that a machine without either runs the same tests and draws the same pixels.
 */
export async function chromiumLaunch(): Promise<Launch> {
  const manifest = await readFile('node_modules/@sparticuz/chromium/package.json', 'utf8');
  const version = /"version": *"([^"]+)"/.exec(manifest)?.[1] ?? 'unknown';
  const folder = join(tmpdir(), `pentimento-chromium-${version}`);
  await mkdir(join(folder, 'fontconfig'), { recursive: true });
  // The package unpacks into the temporary folder, and its libraries only where it believes to be in
  // the environment that it was made for.
  const executablePath = await withEnvironment(
    { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    async () => (await import('@sparticuz/chromium')).default.executablePath(),
  );
  await writeFile(
    join(folder, 'fontconfig/fonts.conf'),
    `<?xml version="1.0"?><fontconfig><dir>${folder}/fonts/fonts</dir><cachedir>${folder}/fontconfig</cachedir></fontconfig>`,
  );
  const env = {
    ...Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? ''])),
    FONTCONFIG_PATH: join(folder, 'fontconfig'),
    LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
  };
  return { executablePath, args, env };
}

/** Does some work under other environment variables, and puts them back. */
async function withEnvironment<T>(changes: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const touched = [...Object.keys(changes), 'FONTCONFIG_PATH', 'LD_LIBRARY_PATH'];
  const before = touched.map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, changes);
  try {
    return await work();
  } finally {
    for (const [name, value] of before)
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
  }
}
