import { mkdir, readFile } from 'node:fs/promises';
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

/**
 * Unpacks the Chromium that npm installed, once per version, with the libraries and fonts that come
 * with it, so that a machine without either runs the same tests and draws the same pixels.
 */
export async function chromiumLaunch(): Promise<{
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}> {
  const manifest = await readFile('node_modules/@sparticuz/chromium/package.json', 'utf8');
  const version = /"version": *"([^"]+)"/.exec(manifest)?.[1] ?? 'unknown';
  const folder = join(tmpdir(), `pentimento-chromium-${version}`);
  await mkdir(folder, { recursive: true });
  const before = { ...process.env };
  // The package unpacks into the temporary folder, and its libraries only where it believes to be in
  // the environment that it was made for.
  process.env['TMPDIR'] = folder;
  process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs20.x';
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    const executablePath = await chromium.executablePath();
    return {
      executablePath,
      args,
      env: { ...process.env, TMPDIR: before['TMPDIR'] ?? tmpdir() } as Record<string, string>,
    };
  } finally {
    process.env = before;
  }
}
