import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { seededRandom } from '../../compute/kernels/random.ts';
import { parsePsfText, type PsfSpec } from '../../compute/parameters.ts';
import type { Encoding, ImageInfo } from '../../contract/index.ts';
import type { Boundary } from '../../compute/operators/convolution.ts';
import { hide, randomMask } from '../services/degrade/damage.ts';
import { type Measure, recovery } from '../services/degrade/measure.ts';
import { simulate } from '../services/degrade/simulate.ts';
import type { House } from '../services/index.ts';
import type { Context } from './context.ts';
import { formatOfName } from './destination.ts';
import { asUsage, type ExitStatus, exitStatus, WrongUsage } from './exit.ts';
import { orStopped, withHouse } from './house.ts';
import { parseMeasure, recoveryCommand } from './measure.ts';
import type { Terminal } from './terminal.ts';
import { addMask, addResult, openOne, readMask, readWhole } from './wholeImages.ts';

export interface DegradeOptions {
  readonly out: string;
  readonly blur?: string;
  readonly downscale?: number;
  /** Standard deviation in 8-bit units. */
  readonly noise?: number;
  /** A fraction of the pixels, or a mask file. */
  readonly hide?: string;
  /** What is measured instead of photographed, see `measure.ts`. */
  readonly measure?: string;
  readonly jpeg?: number;
  readonly boundary: Boundary;
  readonly seed: number;
}

interface Checked {
  readonly format: Encoding['format'];
  readonly psf: PsfSpec | null;
  readonly fraction: number | null;
  readonly measure: Measure | null;
}

/** Damages a picture on purpose, in the order of a camera: blur, sampling, noise, loss, compression. */
export function degrade(context: Context, path: string, options: DegradeOptions): Promise<ExitStatus> {
  const { terminal } = context;
  return withHouse(context, {}, async (house, signal) => {
    const format = formatOfName(options.out);
    const psf = await readPsf(house, options.blur);
    const fraction = await fractionHidden(options.hide);
    const measure = options.measure === undefined ? null : parseMeasure(options.measure, options.seed);
    if (measure !== null) checkMeasured(options, format);
    const checked = { format, psf, fraction, measure };
    await orStopped(damage(house, terminal, resolve(path), options, checked), signal);
    return exitStatus.done;
  });
}

async function damage(
  house: House,
  terminal: Terminal,
  path: string,
  options: DegradeOptions,
  checked: Checked,
): Promise<void> {
  const original = await openOne(house, { kind: 'path', path });
  const colours = original.channels;
  const random = seededRandom(options.seed);
  const { measure, psf } = checked;
  const { boundary, noise } = options;
  const order = { colours, psf, boundary, downscale: options.downscale, measure, noise };
  const { scene, image } = simulate(await readWhole(house, original.id), order, random);
  if (measure?.kind === 'spikes') {
    const path = besides(options.out, 'scene.tif');
    await writeTo(house, await addResult(house, scene, original), path, floatTiff);
    terminal.print(`the points are ${path}`);
  }
  let result = await addResult(house, image, original);

  if (options.hide !== undefined) {
    const mask =
      checked.fraction === null
        ? await maskFromFile(house, result, options.hide)
        : randomMask(image.width, image.height, checked.fraction, random);
    hide(image, mask, colours);
    result = await addResult(house, image, original);
    const maskPath = besides(options.out, 'mask.png');
    await house.services.exports.writeMask({
      mask: await addMask(house, mask, result),
      destination: { kind: 'file', path: maskPath },
      name: basename(maskPath, '.png'),
      conflict: 'overwrite',
    });
    terminal.print(`the mask is ${maskPath}`);
  }
  if (measure === null) await write(house, result, original, options, checked.format);
  else await writeTo(house, result, resolve(options.out), floatTiff);
  terminal.print(`written to ${resolve(options.out)}`);
  if (measure !== null) await describe(terminal, path, options, measure);
}

const floatTiff = { format: 'tiff', quality: 100, depth: 'float' } as const;

/** Writes beside the measurement how it was made, and says how to undo it. */
async function describe(
  terminal: Terminal,
  path: string,
  { out, blur, boundary, downscale, noise, seed }: DegradeOptions,
  measure: Measure,
): Promise<void> {
  const recover = recovery(measure, blur ?? 'box:1');
  const description = { picture: basename(path), measure, blur, boundary, downscale, noise, seed, recover };
  const sidecar = besides(out, 'measure.json');
  await writeFileAtomic(sidecar, `${JSON.stringify(description, null, 2)}\n`);
  terminal.print(`how it was measured: ${sidecar}`);
  terminal.print(`to recover it: ${recoveryCommand(out, recover)}`);
}

/** A measurement has negative numbers and more than 8 bits; nothing else may be done to it. */
function checkMeasured({ out, jpeg, hide: hidden }: DegradeOptions, format: Encoding['format']): void {
  if (format !== 'tiff')
    throw new WrongUsage('a measurement is written as a floating-point TIFF', 'end the name in .tif', out);
  if (jpeg !== undefined || hidden !== undefined)
    throw new WrongUsage('neither --hide nor --jpeg goes with --measure', 'leave them out');
}

async function write(
  house: House,
  result: ImageInfo,
  original: ImageInfo,
  { jpeg, out }: DegradeOptions,
  format: Encoding['format'],
): Promise<void> {
  let image = result;
  if (jpeg !== undefined && format !== 'jpeg') {
    const passing = join(house.session.folder, 'compressed.jpg');
    await writeTo(house, result, passing, { format: 'jpeg', quality: jpeg, depth: '8' });
    image = await openOne(house, { kind: 'path', path: passing });
  }
  const depth =
    format === 'jpeg' || original.depth === 8 || jpeg !== undefined ? '8' : depthNames[original.depth];
  await writeTo(house, image, resolve(out), { format, quality: jpeg ?? 95, depth });
}

const depthNames = { 16: '16', 32: 'float' } as const;

async function writeTo(
  { services }: House,
  image: ImageInfo,
  path: string,
  encoding: Omit<Encoding, 'stripGps'>,
): Promise<void> {
  await services.exports.write({
    image: image.id,
    destination: { kind: 'file', path },
    encoding,
    conflict: 'overwrite',
  });
}

async function readPsf({ services }: House, text: string | undefined): Promise<PsfSpec | null> {
  if (text === undefined) return null;
  if (!text.startsWith('file:')) return asUsage(() => parsePsfText('--blur', text));
  return services.methods.readPsf({ file: { kind: 'path', path: resolve(text.slice('file:'.length)) } });
}

/** @returns null where `--hide` names a file */
async function fractionHidden(text: string | undefined): Promise<number | null> {
  if (text === undefined) return null;
  const fraction = Number(text);
  if (text.trim() !== '' && fraction >= 0 && fraction <= 1) return fraction;
  const file = await stat(text).catch(() => null);
  if (file?.isFile() === true) return null;
  throw new WrongUsage(
    'is neither a fraction nor a file',
    'give a number from 0 to 1 or a mask',
    `--hide ${text}`,
  );
}

async function maskFromFile(house: House, like: ImageInfo, path: string): Promise<Uint8Array> {
  const file = { kind: 'path', path: resolve(path) } as const;
  return readMask(house, await house.services.images.openMask({ image: like.id, file }));
}

/** `damaged.png` → `damaged_mask.png`. */
function besides(out: string, ending: string): string {
  return join(dirname(resolve(out)), `${basename(out, extname(out))}_${ending}`);
}
