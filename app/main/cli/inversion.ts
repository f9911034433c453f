import { resolve } from 'node:path';
import type { InversionCase, InversionResult } from '../../contract/index.ts';
import type { Context } from './context.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { orStopped, withHouse } from './house.ts';
import { openOne } from './wholeImages.ts';

export interface InversionOptions {
  readonly side: number;
  readonly seed: number;
  /** A CSV file to be written. */
  readonly out?: string;
  readonly json: boolean;
}

/** Prints what a solver and a network trained in three ways make of blurred pictures: means over these. */
export function inversion(
  context: Context,
  paths: readonly string[],
  { side, seed, out, json }: InversionOptions,
): Promise<ExitStatus> {
  const { terminal } = context;
  return withHouse(context, {}, async (house, signal) => {
    const { services } = house;
    const results: InversionResult[] = [];
    const all = async (): Promise<void> => {
      for (const path of paths) {
        const { id } = await openOne(house, { kind: 'path', path: resolve(path) });
        results.push(await services.lab.inversion({ image: id, side, seed }));
        await services.images.close({ image: id });
      }
    };
    await orStopped(all(), signal);
    if (out !== undefined) {
      const destination = { kind: 'file', path: resolve(out) } as const;
      await services.lab.exportInversion({ results, destination, conflict: 'overwrite' });
    }
    if (json) terminal.json(results);
    else for (const line of linesOf(results)) terminal.print(line);
    return exitStatus.done;
  });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function linesOf(results: readonly InversionResult[]): string[] {
  const [first] = results;
  return (first?.cases ?? []).flatMap(({ id }, index) => {
    const same = results.flatMap(({ cases }) => cases.find((one) => one.id === id) ?? []);
    return [...(index > 0 ? [''] : []), ...linesOfCase(same)];
  });
}

/** One case of every picture. */
function linesOfCase(pictures: readonly InversionCase[]): string[] {
  const [one] = pictures;
  if (one === undefined) return [];
  const { title, measuring } = one;
  const row = (name: string, cells: readonly string[]): string =>
    name.padEnd(20) + cells.map((cell) => cell.padStart(15)).join('');
  const average = (of: (picture: InversionCase) => number): number => mean(pictures.map(of));
  const answers = one.answers.map(({ id, title }) => {
    const all = pictures.flatMap(({ answers }) => answers.find((answer) => answer.id === id) ?? []);
    const seconds = mean(all.map((answer) => answer.seconds));
    const waited = mean(all.map(({ solver }) => solver?.seconds ?? 0));
    return row(title, [
      mean(all.map(({ excess }) => excess)).toExponential(1),
      mean(all.map(({ psnr }) => psnr)).toFixed(2),
      (1000 * seconds).toFixed(1),
      mean(all.map(({ solver }) => solver?.iterations ?? 0)).toFixed(1),
      (waited / seconds).toFixed(2),
    ]);
  });
  const { blur, noise, strength } = measuring;
  return [
    `${title}: blur ${Number(blur.toFixed(2))} px, noise ${Number(noise.toFixed(2))}, strength ${strength.toPrecision(3)}`,
    row('', ['above least', 'PSNR in dB', 'milliseconds', 'solver steps', 'solver’s time']),
    row('Data', [average((p) => p.dataExcess).toExponential(1), average((p) => p.dataPsnr).toFixed(2)]),
    ...answers,
  ];
}
