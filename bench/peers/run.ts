/**
 * Ours beside scikit-image, OpenCV and SciPy, one process each, taking turns on the same image; medians with their
 * spread, and ratios. Exit status 1 when a goal is missed. Without the peers only what needs none is measured.
 * Set PENTIMENTO_PYTHON to the interpreter that has them; `--quick` takes fewer turns.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Answer, Request } from './request.ts';
import { startSide, type Side } from './side.ts';

const turns = process.argv.includes('--quick') ? 3 : 9;
const folder = await mkdtemp(join(tmpdir(), 'pentimento-peers-'));
let missed = 0;

type Picture = Pick<Request, 'file' | 'width' | 'height' | 'channels'>;

/** A photograph of the samples at some size, as planar floats with a little noise. */
async function picture(width: number, height: number, channels: 1 | 3): Promise<Picture> {
  const pixels = await sharp('resources/samples/coffee-noisy.png')
    .resize(width, height, { fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer();
  const data = new Float32Array(width * height * channels);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < channels; c++) data[c * width * height + i] = (pixels[3 * i + c] ?? 0) / 255;
  // The same noise every time; enlarging has smoothed away the sample's own.
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = (data[i] ?? 0) + 0.2 * (state / 2 ** 32 - 0.5);
  }
  const file = join(folder, `${width}x${height}x${channels}.raw`);
  await writeFile(file, data);
  return { file, width, height, channels };
}

async function scatteredMask({ width, height }: Picture, share: number): Promise<string> {
  let state = 7;
  const mask = Uint8Array.from({ length: width * height }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 < share ? 1 : 0;
  });
  const file = join(folder, `${width}x${height}.mask`);
  await writeFile(file, mask);
  return file;
}

interface Measured {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly last: Answer;
}

function statistics(answers: readonly Answer[]): Measured {
  const sorted = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75), last: answers.at(-1) ?? { ms: NaN } };
}

/** After one turn that does not count, the sides take turns. */
async function measure<const K extends string>(
  tasks: Record<K, { side: Side; request: Request }>,
): Promise<Record<K, Measured>> {
  const answers = {} as Record<K, Answer[]>;
  const names = Object.keys(tasks) as K[];
  for (const name of names) answers[name] = [];
  for (let turn = 0; turn <= turns; turn++)
    for (const name of names) {
      const { side, request } = tasks[name];
      const answer = await side.ask(request);
      if (turn > 0) answers[name].push(answer);
    }
  return Object.fromEntries(names.map((name) => [name, statistics(answers[name])])) as Record<K, Measured>;
}

const show = ({ median, low, high }: Measured): string =>
  `${median.toFixed(1)} ms (${low.toFixed(1)}–${high.toFixed(1)})`;

function verdict(what: string, figure: number, unit: string, goal: string, reached: boolean): void {
  if (!reached) missed++;
  console.log(`  ${reached ? 'reached' : 'MISSED '}  ${what}: ${figure.toFixed(2)}${unit}, goal ${goal}`);
}

const ours = await startSide('node', ['dist/bench/peersOurs.js']);
if (ours === null) throw new Error('run `npm run bench:peers`, which builds first');
const peer = await startSide(process.env['PENTIMENTO_PYTHON'] ?? 'python3', ['bench/peers/peer.py']);
console.log(`${peer === null ? 'no peers' : peer.versions}; ${turns} turns each, median (quartiles)\n`);

/** One row of the table: the same work on both sides. */
async function compare(
  name: string,
  work: string,
  given: Omit<Request, 'work'>,
  goal: number,
  ourWork = work,
) {
  if (peer === null) return;
  const { mine, theirs } = await measure({
    mine: { side: ours as Side, request: { ...given, work: ourWork } },
    theirs: { side: peer, request: { ...given, work } },
  });
  console.log(`${name}\n  ours ${show(mine)}, theirs ${show(theirs)}`);
  verdict('times faster', theirs.median / mine.median, '×', `${goal}×`, theirs.median >= goal * mine.median);
}

const mega = { width: 1024, height: 1024 };
const rgb = await picture(mega.width, mega.height, 3);
const grey = await picture(mega.width, mega.height, 1);
const weight = 0.1;

if (peer !== null) {
  // How many of their iterations reach what ours reach at a relative gap of 1e-3, channel by channel.
  const target = (await ours.ask({ ...grey, work: 'rof', weight })).objective ?? NaN;
  let iterations = 8;
  for (; iterations < 4096; iterations = Math.ceil(iterations * 1.2)) {
    const { objective = Infinity } = await peer.ask({ ...grey, work: 'rof', weight, iterations });
    if (objective <= target) break;
  }
  await compare(
    `ROF, RGB, 1 MP, to a relative gap of 1e-3 (theirs: ${iterations} iterations)`,
    'rof',
    { ...rgb, weight, iterations },
    8,
  );
}

const large = await picture(4000, 3000, 1);
{
  const { iteration, floor } = await measure({
    iteration: { side: ours, request: { ...large, work: 'iteration', weight } },
    floor: { side: ours, request: { ...large, work: 'floor' } },
  });
  console.log(
    `One TV iteration, 12 MP grey\n  ${show(iteration)}; memory floor of 36 bytes a pixel ${show(floor)}`,
  );
  const ratio = iteration.median / floor.median;
  verdict('times the floor', ratio, '×', 'at most 1.5×', ratio <= 1.5);
}

for (const [width, height] of [
  [1024, 1024],
  [1500, 1000],
  [4000, 3000],
] as const) {
  const size = width === 4000 ? large : await picture(width, height, 1);
  await compare(`Real 2-D FFT, ${height} × ${width}, SciPy with two workers`, 'fft', size, 1);
}
await compare('Richardson–Lucy, 30 iterations, grey, 1 MP', 'lucy', grey, 5);
await compare('Wiener deconvolution, grey, 1 MP, scikit-image', 'wiener', grey, 3);
await compare('Filtering in the Fourier domain, grey, 1 MP, OpenCV', 'dft', grey, 1);
const mask = await scatteredMask(rgb, 0.05);
await compare('Biharmonic inpainting, 5 % missing, RGB, 1 MP', 'biharmonic', { ...rgb, mask }, 5);
await compare('Wavelet denoising, RGB, 1 MP', 'wavelet', rgb, 4);

const photo = await picture(4000, 3000, 3);
const twelve = await ours.ask({ ...photo, work: 'rofCoupled', weight });
console.log(
  `TV denoising of 12 MP RGB to a gap of 1e-3\n  ${(twelve.ms / 1000).toFixed(2)} s, ${twelve.megabytes?.toFixed(0) ?? '?'} MB resident`,
);
verdict('seconds', twelve.ms / 1000, ' s', 'under 6 s', twelve.ms < 6000);

const scene = await picture(6000, 4000, 3);
const filled = await ours.ask({ ...scene, work: 'biharmonic', mask: await scatteredMask(scene, 0.05) });
console.log(`Biharmonic inpainting, 5 % missing, RGB, 24 MP\n  ${(filled.ms / 1000).toFixed(2)} s`);

console.log('\nCost per megapixel, RGB, to a gap of 1e-3');
for (const megapixels of [0.25, 1, 4, 12, 24, 48]) {
  const height = Math.round(Math.sqrt((megapixels * 1e6) / 1.5));
  const image = await picture(Math.round(1.5 * height), height, 3);
  const { ms } = await ours.ask({ ...image, work: 'rofCoupled', weight });
  console.log(`  ${String(megapixels).padStart(5)} MP  ${(ms / megapixels).toFixed(0)} ms`);
  await rm(image.file);
}

ours.close();
peer?.close();
await rm(folder, { recursive: true });
console.log(missed === 0 ? '\nall goals reached' : `\n${missed} goals missed`);
process.exit(missed === 0 ? 0 : 1);
