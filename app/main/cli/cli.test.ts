import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServices } from '../services/index.ts';
import { temporaryFolder } from '../testing/folder.ts';
import { inProcess, testLocations } from '../testing/house.ts';
import { writeBroken, writePicture } from '../testing/pictures.ts';
import { runCommandLine } from './run.ts';
import { Terminal } from './terminal.ts';

class Collected extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterEach(() => remove());

const at = (...parts: string[]) => join(folder, ...parts);

/** Runs a command within this process. */
async function run(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const [out, err] = [new Collected(), new Collected()];
  const status = await runCommandLine(
    {
      locations: testLocations(at('user')),
      terminal: new Terminal(out, err),
      createHouse: (host) => createServices(host, inProcess),
    },
    args,
  );
  return { status, out: out.text, err: err.text };
}

async function json(...args: string[]): Promise<unknown> {
  const { status, out, err } = await run(...args);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  return JSON.parse(out);
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

describe('methods', () => {
  it('are listed as JSON with all that the design states', async () => {
    const methods = (await json('methods', '--json')) as Record<string, unknown>[];
    expect(methods.length).toBeGreaterThan(0);
    for (const method of methods)
      expect(Object.keys(method).sort()).toEqual([
        'curve',
        'dial',
        'id',
        'parameters',
        'reference',
        'slow',
        'summary',
        'task',
        'title',
      ]);
    const denoisers = (await json('methods', '--json', '--task', 'denoise')) as { task: string }[];
    expect(denoisers.length).toBeGreaterThan(0);
    expect(denoisers.every(({ task }) => task === 'denoise')).toBe(true);
  });

  it('are listed for a person', async () => {
    const { status, out } = await run('methods');
    expect(status).toBe(0);
    expect(out).toContain('gaussian-denoise (denoise): ');
    expect(out).toContain('--set strength=');
  });
});

describe('wrong usage', () => {
  it.each([
    [['nothing']],
    [['restore']],
    [['restore', 'a.png']],
    [['restore', 'a.png', '--task', 'mend']],
    [['restore', 'a.png', '--method', 'nothing']],
    [['restore', 'a.png', '--task', 'deblur', '--method', 'gaussian-denoise']],
    [['restore', 'a.png', '--task', 'auto', '--set', 'noise=1']],
    [['restore', 'a.png', '--task', 'inpaint']],
    [['restore', 'a.png', '--method', 'gaussian-denoise', '--set', 'nothing=1']],
    [['restore', 'a.png', '--method', 'gaussian-denoise', '--set', 'noise=-1']],
    [['restore', 'a.png', '--method', 'gaussian-denoise', '--set', 'noise']],
    [['restore', 'a.png', '--task', 'denoise', '--quality', '101']],
    [['restore', 'a.png', '--task', 'denoise', '--seed', 'x']],
    [['restore', 'a.png', '--task', 'denoise', '--out', 'x.bmp']],
    [['restore', 'a.png', '--task', 'denoise', '--out', 'x.png', '--format', 'jpeg']],
    [['restore', 'a.png', 'b.png', '--task', 'denoise', '--out', 'x.png']],
    [['restore', 'a.png', '--task', 'denoise', '--out', 'x.png', '--resume']],
    [['degrade', 'a.png']],
    [['degrade', 'a.png', '--out', 'b.png', '--blur', 'round:2']],
    [['degrade', 'a.png', '--out', 'b.png', '--hide', '2']],
    [['degrade', 'a.png', '--out', 'b.tif', '--measure', 'mri:2']],
    [['degrade', 'a.png', '--out', 'b.tif', '--measure', 'mri:0.2,spiral']],
    [['degrade', 'a.png', '--out', 'b.png', '--measure', 'tomography:30']],
    [['degrade', 'a.png', '--out', 'b.tif', '--measure', 'tomography:30', '--hide', '0.1']],
    [['compare', 'a.png']],
    [['serve', '--port', '99999']],
    [['sparse-codes', '--snr', 'loud']],
    [['sparse-codes', '--target', 'truth']],
    [['inversion']],
  ])('%j ends with 2 and one line', async (args) => {
    const { status, err } = await run(...args);
    expect({ status, err }).toMatchObject({ status: 2 });
    expect(lines(err)).toHaveLength(1);
  });

  it('is not asking for help', async () => {
    const { status, out } = await run('--help');
    expect(status).toBe(0);
    for (const command of [
      'restore',
      'methods',
      'models',
      'devices',
      'estimate',
      'degrade',
      'compare',
      'sparse-codes',
      'inversion',
      'serve',
    ])
      expect(out).toContain(command);
    expect((await run('restore', '--help')).out).toContain('--on-conflict');
  });
});

describe('restore', () => {
  const denoise = ['--method', 'gaussian-denoise'];

  it('writes one file to the name that --out gives', async () => {
    await writePicture(at('a.jpg'));
    const { status, out, err } = await run('restore', at('a.jpg'), ...denoise, '--out', at('b.png'));
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain(`written to ${at('b.png')}`);
    expect(await sharp(at('b.png')).metadata()).toMatchObject({ format: 'png', width: 48, height: 32 });
  });

  it('writes beside the input by default', async () => {
    await writePicture(at('a.jpg'));
    expect((await run('restore', at('a.jpg'), ...denoise)).status).toBe(0);
    expect(await stat(at('a_denoise.jpg'))).toBeTruthy();
  });

  it('ends with 1 where some fail, one line each, and writes the others', async () => {
    await mkdir(at('in'));
    await writePicture(at('in/a.png'));
    await writePicture(at('in/c.png'));
    await writeBroken(at('in/b.png'), 1);
    await writeFile(at('in/Thumbs.db'), '');
    const { status, out, err } = await run('restore', at('in'), ...denoise, '--out', at('out'));
    expect(status).toBe(1);
    expect(lines(err)).toHaveLength(1);
    expect(err).toMatch(/b\.png: .+; .+/);
    expect(out).toContain('2 of 3 done, 1 failed, 1 other files ignored');
    expect((await readdir(at('out'))).filter((name) => name.endsWith('.png'))).toHaveLength(2);
    expect((await run('restore', at('gone.png'), ...denoise)).status).toBe(1);
    expect((await run('restore', at('in/Thumbs.db'), ...denoise)).status).toBe(1);
  });

  it('tells programs by lines of JSON', async () => {
    await writePicture(at('a.png'));
    const report = at('report.json');
    const args = ['restore', at('a.png'), ...denoise, '--out', at('out'), '--json', '--report', report];
    const { status, out } = await run(...args);
    expect(status).toBe(0);
    const [item, summary] = lines(out).map((line): unknown => JSON.parse(line));
    expect(item).toMatchObject({
      type: 'item',
      input: at('a.png'),
      state: 'done',
      output: { path: at('out/a_denoise.png'), skipped: false },
      error: null,
      steps: [{ method: 'gaussian-denoise', parameters: { noise: expect.any(Number) as number } }],
    });
    expect(summary).toMatchObject({ type: 'summary', total: 1, done: 1, failed: 0 });
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ totals: { done: 1 } });
    expect(await readFile(at('report.csv'), 'utf8')).toContain('gaussian-denoise');
  });

  it('keeps the depth, and writes 16 bits and floats where asked', async () => {
    const samples = new Uint16Array(40 * 30).fill(23130);
    const grey = sharp(samples, { raw: { width: 40, height: 30, channels: 1 } });
    await grey.toColourspace('grey16').png().toFile(at('deep.png'));
    const depthOf = async (...args: string[]) => {
      await run('restore', at('deep.png'), ...denoise, '--on-conflict', 'overwrite', ...args);
      return (await sharp(args[1]).metadata()).depth;
    };
    expect(await depthOf('--out', at('same.png'))).toBe('ushort');
    expect(await depthOf('--out', at('eight.png'), '--depth', '8')).toBe('uchar');
    expect(await depthOf('--out', at('float.tif'), '--depth', 'float')).toBe('float');
  });

  it('leaves a picture without visible noise byte for byte, and denoises one with, by --task auto', async () => {
    const create = { width: 96, height: 96, channels: 3, background: '#345' } as const;
    await sharp({ create }).png().toFile(at('clean.png'));
    await writePicture(at('noisy.png'), { width: 96, height: 96, noise: 20 });
    const { status, out } = await run(
      'restore',
      at('clean.png'),
      at('noisy.png'),
      '--task',
      'auto',
      '--out',
      at('o'),
    );
    expect(status).toBe(0);
    expect(out).toMatch(/clean\.png: .*\n {2}left alone: Noise 0\.0 .*\n(.*\n)*? {2}The photo is unchanged/);
    expect(out).toMatch(
      /noisy\.png: .*\n {2}1\. \S+ \(noise [\d.]+\): noise of [\d.]+ .*\n(.*\n)*?.* took out /,
    );
    expect(await readFile(at('o/clean_auto.png'))).toEqual(await readFile(at('clean.png')));
    expect(await readFile(at('o/noisy_auto.png'))).not.toEqual(await readFile(at('noisy.png')));
  });

  it('takes a PSF from a file', async () => {
    await writePicture(at('a.png'));
    await writeFile(
      at('psf.json'),
      JSON.stringify([
        [1, 2, 1],
        [2, 4, 2],
        [1, 2, 1],
      ]),
    );
    const args = ['--method', 'wiener-deblur', '--set', `psf=file:${at('psf.json')}`, '--out', at('b.png')];
    expect(await run('restore', at('a.png'), ...args)).toMatchObject({ status: 0, err: '' });
    await writeFile(at('zero.json'), '[[0, 0], [0, 0]]');
    args[3] = `psf=file:${at('zero.json')}`;
    expect(await run('restore', at('a.png'), ...args)).toMatchObject({ status: 2 });
  });

  it('leaves unmasked pixels as they are when it inpaints', async () => {
    await writePicture(at('a.png'), { width: 40, height: 40 });
    const mask = Buffer.alloc(40 * 40);
    for (let y = 10; y < 16; y++) mask.fill(255, y * 40 + 12, y * 40 + 30);
    await sharp(mask, { raw: { width: 40, height: 40, channels: 1 } }).toFile(at('mask.png'));
    const args = ['--task', 'inpaint', '--mask', at('mask.png'), '--out', at('b.png')];
    expect(await run('restore', at('a.png'), ...args)).toMatchObject({ status: 0, err: '' });
    const [before, after] = await Promise.all(
      ['a.png', 'b.png'].map((name) => sharp(at(name)).raw().toBuffer()),
    );
    let [changedInside, changedOutside] = [0, 0];
    mask.forEach((covered, i) => {
      for (let channel = 0; channel < 3; channel++)
        if (before?.[3 * i + channel] !== after?.[3 * i + channel]) {
          if (covered > 0) changedInside++;
          else changedOutside++;
        }
    });
    expect(changedOutside).toBe(0);
    expect(changedInside).toBeGreaterThan(0);
  });
});

describe('estimate', () => {
  it('plans the same as restore does, and reports and sidecars keep plan, damage and reasons', async () => {
    await writePicture(at('noisy.png'), { width: 96, height: 96, noise: 20 });
    const { plan } = (await json('estimate', at('noisy.png'), '--json')) as { plan: { reason: string }[] };
    expect(plan).toHaveLength(1);
    const written = ['--out', at('o.png'), '--sidecar', '--report', at('report.json')];
    await run('restore', at('noisy.png'), '--task', 'auto', ...written);
    const report = JSON.parse(await readFile(at('report.json'), 'utf8')) as unknown;
    expect(report).toMatchObject({
      items: [
        {
          plan: { steps: plan },
          steps: plan.map(({ reason }) => ({ reason })),
          outcome: expect.any(Array) as [],
        },
      ],
    });
    const sidecar = JSON.parse(await readFile(at('o.png.pentimento.json'), 'utf8')) as unknown;
    const reason = plan[0]?.reason ?? '';
    expect(sidecar).toMatchObject({ damage: { white: true }, steps: [{ reason }] });
  });

  it('gives noise, blur, enlargement, JPEG quality and the plan', async () => {
    await writePicture(at('noisy.jpg'), { width: 96, height: 96, noise: 20 });
    const figures = await json('estimate', at('noisy.jpg'), '--json');
    expect(figures).toMatchObject({ noise: expect.any(Number) as number, jpegQuality: 80 });
    expect(Object.keys(figures as object).sort()).toEqual([
      'blur',
      'enlarged',
      'jpegQuality',
      'noise',
      'plan',
      'whiteNoise',
    ]);
  });

  it('tells by how much a picture was enlarged', async () => {
    const part = sharp('resources/samples/chelsea-scratched.png').extract({
      left: 100,
      top: 50,
      width: 160,
      height: 160,
    });
    await part.resize(320).toFile(at('large.png'));
    expect(await json('estimate', at('large.png'), '--json')).toMatchObject({ enlarged: 2 });
  });
});

describe('degrade and compare', () => {
  const compare = (...args: string[]) =>
    json('compare', ...args, '--json') as Promise<{ psnr: number; ssim: number }>;

  beforeEach(() => writePicture(at('a.png'), { width: 64, height: 48, noise: 2 }));

  it('find a picture identical to itself', async () => {
    expect(await json('compare', at('a.png'), at('a.png'), '--json')).toEqual({ psnr: null, ssim: 1 });
    expect((await run('compare', at('a.png'), at('a.png'))).out).toContain('identical');
  });

  it('add noise of the wanted strength, the same for the same seed', async () => {
    const noisy = (name: string, seed: string) =>
      run('degrade', at('a.png'), '--out', at(name), '--noise', '10', '--seed', seed);
    for (const [name, seed] of [
      ['n1.png', '1'],
      ['n2.png', '1'],
      ['n3.png', '2'],
    ] as const)
      expect(await noisy(name, seed)).toMatchObject({ status: 0, err: '' });
    // 20 log10(255 / 10), less clipping and rounding.
    expect((await compare(at('a.png'), at('n1.png'))).psnr).toBeCloseTo(28.13, 0);
    expect(await readFile(at('n2.png'))).toEqual(await readFile(at('n1.png')));
    expect(await readFile(at('n3.png'))).not.toEqual(await readFile(at('n1.png')));
  });

  it('blur, reduce and compress', async () => {
    const args = ['--blur', 'gaussian:1.5', '--downscale', '2', '--jpeg', '60'];
    expect(await run('degrade', at('a.png'), '--out', at('small.png'), ...args)).toMatchObject({ status: 0 });
    expect(await sharp(at('small.png')).metadata()).toMatchObject({ width: 32, height: 24, format: 'png' });
    await run('degrade', at('a.png'), '--out', at('b.jpg'), '--jpeg', '60');
    expect(await json('estimate', at('b.jpg'), '--json')).toMatchObject({ jpegQuality: 60 });
    const mismatch = await run('compare', at('a.png'), at('small.png'));
    expect(mismatch.status).toBe(1);
    expect(lines(mismatch.err)).toHaveLength(1);
  });

  it('hide exactly the fraction, and write the mask beside', async () => {
    await run('degrade', at('a.png'), '--out', at('holes.png'), '--hide', '0.25');
    const mask = await sharp(at('holes_mask.png')).raw().toBuffer({ resolveWithObject: true });
    const step = mask.info.channels;
    const hidden = Array.from({ length: 64 * 48 }, (_, i) => mask.data[i * step] === 255);
    expect(hidden.filter(Boolean)).toHaveLength(64 * 12);
    const pixels = await sharp(at('holes.png')).raw().toBuffer();
    const original = await sharp(at('a.png')).raw().toBuffer();
    hidden.forEach((isHidden, i) => {
      for (let channel = 3 * i; channel < 3 * i + 3; channel++)
        if (pixels[channel] !== (isHidden ? 0 : original[channel])) throw new Error(`pixel ${i}`);
    });
    await run('degrade', at('a.png'), '--out', at('again.png'), '--hide', at('holes_mask.png'));
    expect(await sharp(at('again.png')).raw().toBuffer()).toEqual(pixels);
  });

  it.each([
    ['mri:0.4,variable', 'mri-recover', 'zero-filling'],
    ['tomography:24', 'tomography-recover', 'filtered-back-projection'],
  ])('measure by %s, and %s recovers it', async (measure, method, baseline) => {
    const degraded = await run(
      'degrade',
      at('a.png'),
      '--out',
      at('y.tif'),
      '--measure',
      measure,
      '--seed',
      '7',
    );
    expect(degraded).toMatchObject({ status: 0, err: '' });
    const description = JSON.parse(await readFile(at('y_measure.json'), 'utf8')) as {
      recover: { method: string; parameters: Record<string, string | number> };
    };
    expect(description.recover.method).toBe(method);
    const set = Object.entries(description.recover.parameters).map(([name, value]) => `${name}=${value}`);
    expect(degraded.out).toContain(`--method ${method} --set ${set.join(' ')}`);
    const quality = async (id: string) => {
      const out = at(`${id}.tif`);
      const recovered = await run('restore', at('y.tif'), '--method', id, '--set', ...set, '--out', out);
      expect(recovered).toMatchObject({ status: 0, err: '' });
      return (await compare(at('a.png'), out)).psnr;
    };
    expect(await quality(method)).toBeGreaterThan((await quality(baseline)) + 1);
    // Without knowing how it was measured nothing comes of it.
    expect((await compare(at('a.png'), at('y.tif'))).psnr).toBeLessThan(15);
  });

  it('leave points, blur them, and sparse spikes finds them', async () => {
    await run(
      'degrade',
      at('a.png'),
      '--out',
      at('y.tif'),
      '--measure',
      'spikes:5',
      '--blur',
      'gaussian:1.5',
    );
    const find = ['--method', 'sparse-spikes', '--set', 'psf=gaussian:1.5', '--set', 'strength=0.0001'];
    expect(await run('restore', at('y.tif'), ...find, '--out', at('x.tif'))).toMatchObject({
      status: 0,
      err: '',
    });
    const found = (await compare(at('y_scene.tif'), at('x.tif'))).psnr;
    expect(found).toBeGreaterThan((await compare(at('y_scene.tif'), at('y.tif'))).psnr + 1);
  });

  it('leave out the border and reduce to luma where asked', async () => {
    await run('degrade', at('a.png'), '--out', at('n.png'), '--noise', '10');
    const whole = await compare(at('a.png'), at('n.png'));
    const luma = await compare(at('a.png'), at('n.png'), '--luma', '--crop', '4');
    // Independent noise of the channels averages out in the luma, whose range is 219/255 besides.
    expect(luma.psnr).toBeGreaterThan(whole.psnr + 2);
    expect((await run('compare', at('a.png'), at('n.png'), '--crop', '24')).status).toBe(1);
  });
});

const built = resolve(import.meta.dirname, '../../../dist/main/cli.js');

describe.skipIf(!existsSync(built))('the built command', () => {
  it('stops at Ctrl+C with 130, leaving whole files only', async () => {
    await mkdir(at('in'));
    for (let i = 0; i < 40; i++)
      await writePicture(at('in', `p${i}.png`), { width: 200, height: 150, seed: i + 1 });
    const child = spawn(
      process.execPath,
      [built, 'restore', at('in'), '--method', 'gaussian-denoise', '--out', at('out'), '--json'],
      {
        env: { ...process.env, PENTIMENTO_USER_FOLDER: at('user'), TMPDIR: folder },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(130);
    const names = await readdir(at('out'));
    expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
    const pictures = names.filter((name) => name.endsWith('.png'));
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.length).toBeLessThan(40);
    for (const name of pictures) await sharp(at('out', name)).stats();
    // The session's folder is gone.
    expect((await readdir(folder)).filter((name) => name.startsWith('pentimento-'))).toEqual([]);
  });
});

describe('sparse-codes', () => {
  it('prints what the window draws, and writes every step as CSV', async () => {
    const { status, out, err } = await run('sparse-codes', '--signals', '2', '--out', at('codes.csv'));
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const rows = lines(out).map((line) => line.trim().split(/ {2,}/));
    expect(rows[0]).toEqual(['error in dB', '1', '2', '4', '8', '16', '32', '64', '128', '256']);
    expect(rows.map(([name]) => name).slice(1)).toEqual(['ISTA', 'FISTA', 'ALISTA', 'LISTA', 'LISTA-CP']);
    const table = lines(await readFile(at('codes.csv'), 'utf8'));
    expect(table).toHaveLength(1 + 2 * 257 + 3 * 17);
    expect(table[0]).toContain('"nmse_db"');
    expect(Number(rows[1]?.[5])).toBeCloseTo(Number(table[1 + 16]?.split('"')[9]), 1);
  });
});

describe('inversion', () => {
  it('prints means over the pictures, and writes every answer as CSV', async () => {
    await writePicture(at('a.png'));
    await writePicture(at('b.png'), { seed: 2 });
    const order = ['--side', '32', '--out', at('answers.csv')];
    const { status, out, err } = await run('inversion', at('a.png'), at('b.png'), ...order);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const [title, header, ...rows] = lines(out).map((line) => line.trim().split(/ {2,}/));
    expect(title?.[0]).toMatch(/^As trained: blur 1\.6 px, noise 2\.55/);
    expect(header).toContain('PSNR in dB');
    const answers = ['Data', 'Iterative solver', 'Supervised', 'Self-supervised', 'Unsupervised'];
    expect(rows.slice(0, 5).map(([name]) => name)).toEqual(answers);
    const table = lines(await readFile(at('answers.csv'), 'utf8')).map((line) =>
      line.slice(1, -1).split('","'),
    );
    expect(table).toHaveLength(1 + 2 * 4 * 5);
    const [a = NaN, b = NaN] = table
      .filter((row) => row[1] === 'trained' && row[5] === 'supervised')
      .map((row) => Number(row[7]));
    expect(Number(rows[2]?.[2])).toBeCloseTo((a + b) / 2, 1);
  });

  it('says which file is no picture', async () => {
    await writeFile(at('c.png'), 'none');
    const { status, err } = await run('inversion', at('c.png'));
    expect(status).toBe(1);
    expect(lines(err)).toHaveLength(1);
    expect(err).toContain('c.png');
  });
});
