import { Command, InvalidArgumentError, Option } from 'commander';
import { settingsSchema } from '../../contract/app.ts';
import { conflictPolicy, encoding } from '../../contract/exports.ts';
import { task } from '../../contract/methods.ts';
import { compare, type CompareOptions } from './compare.ts';
import type { Context } from './context.ts';
import { degrade, type DegradeOptions } from './degrade.ts';
import { estimate } from './estimate.ts';
import type { ExitStatus } from './exit.ts';
import { listMethods } from './methods.ts';
import { listDevices } from './devices.ts';
import { inversion, type InversionOptions } from './inversion.ts';
import { importModel, listModels } from './models.ts';
import { defaultMethod, repairTasks, restore, type RestoreOptions, restoreTasks } from './restore.ts';
import { serveFromTerminal } from './serve.ts';
import { sparseCodes, type SparseCodesOptions } from './sparseCodes.ts';

/** The commands, their options and help; `conclude` is told each command's exit status. */
export function createProgram(context: Context, conclude: (status: ExitStatus) => void): Command {
  const { locations, terminal } = context;
  const program = new Command('pentimento')
    .description('Restores photographs by solving the inverse problem behind the damage.')
    .version(locations.version)
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.error(text.trimEnd()),
    })
    .configureHelp({ showGlobalOptions: false })
    .exitOverride()
    .addHelpText('after', programExamples);
  const command = (name: string, description: string): Command =>
    program.command(name).description(description);

  command('restore', 'Restores pictures: files, or folders of them.')
    .argument('<files...>', 'pictures and folders')
    .addOption(new Option('--task <task>', 'what is wrong with them').choices(restoreTasks))
    .option('--method <id>', `another method than the task's own (${methodsByTask})`)
    .option('--set <name=value...>', 'a parameter of the method; may be given again', collect, [])
    .option('--mask <file>', 'for inpaint: white (or opaque) is to be filled')
    .option('--out <path>', 'a file for one input, a folder for several (default: beside each input)')
    .option('--name <template>', 'with {name} {task} {method} {index} {width} {height}', '{name}_{task}')
    .addOption(
      new Option('--format <format>', "default: each file's own").choices(encoding.shape.format.options),
    )
    .option('--quality <n>', 'for jpeg, webp, avif: 1 to 100', integer(1, 100), 95)
    .addOption(
      new Option('--depth <bits>', "source: each file's own")
        .choices(encoding.shape.depth.unwrap().options)
        .default('source'),
    )
    .addOption(
      new Option('--on-conflict <policy>', 'where a result is there already')
        .choices(conflictPolicy.options)
        .default('unique'),
    )
    .option('--recursive', 'folders below folders too; their tree is mirrored', false)
    .option('--resume', 'leave out what an earlier run finished', false)
    .option('--strip-gps', 'leave the place out of the metadata', false)
    .option('--sidecar', 'write beside each result what was done to it', false)
    .addOption(
      new Option('--device <device>', 'for networks').choices(settingsSchema.shape.device.unwrap().options),
    )
    .option('--seed <n>', 'for methods that use chance', integer(0, 2 ** 32 - 1), 0)
    .option('--report <file.json>', 'write a report, and a table beside it (.csv)')
    .option('--json', 'one JSON line per file, and a summary', false)
    .addHelpText('after', restoreExamples)
    .action(async (files: string[], options: RestoreOptions) =>
      conclude(await restore(context, files, options)),
    );

  command('methods', 'Lists every method with its parameters, defaults, ranges and reference.')
    .addOption(new Option('--task <task>').choices(task.options))
    .option('--json', 'as a JSON array', false)
    .action(async (options: Parameters<typeof listMethods>[1]) =>
      conclude(await listMethods(context, options)),
    );

  const models = command('models', 'Lists the networks, or adds one of your own.');
  models
    .command('list', { isDefault: true })
    .description('every network')
    .option('--json', 'as a JSON array', false)
    .action(async ({ json }: { json: boolean }) => conclude(await listModels(context, json)));
  models
    .command('import')
    .description('finds out what a network does, and adds it')
    .argument('<file.onnx>')
    .option('--json', 'its card as JSON', false)
    .action(async (file: string, { json }: { json: boolean }) =>
      conclude(await importModel(context, file, json)),
    );

  command('devices', 'Lists what networks can run on, and how quick each was when it was first tried.')
    .option('--json', 'as a JSON array', false)
    .action(async ({ json }: { json: boolean }) => conclude(await listDevices(context, json)));

  command(
    'estimate',
    'Measures the damage: noise, blur, enlargement, JPEG quality, and what --task auto would do.',
  )
    .argument('<file>')
    .option('--json', 'as {noise, whiteNoise, blur, enlarged, jpegQuality, plan}', false)
    .action(async (file: string, { json }: { json: boolean }) =>
      conclude(await estimate(context, file, json)),
    );

  command('degrade', 'Damages a picture on purpose: blur, downscale, noise, hide, JPEG, in this order.')
    .argument('<file>')
    .requiredOption('--out <file>', 'where to write it (an earlier file is replaced)')
    .option('--blur <psf>', 'gaussian:SIGMA, disk:RADIUS, motion:LENGTH,DEGREES, box:SIZE or file:PATH')
    .option('--downscale <n>', 'reduce by a whole factor', integer(1, 64))
    .option('--noise <sigma>', 'standard deviation of white noise, 0 to 255', real(0, 255))
    .option('--hide <fraction|mask>', 'blacken pixels; their mask is written beside (_mask.png)')
    .option(
      '--measure <how>',
      'instead of photographing: mri:FRACTION[,PATTERN], tomography:ANGLES, gaussian:FRACTION; spikes:COUNT leaves points',
    )
    .option('--jpeg <quality>', 'compress: 1 to 100', integer(1, 100))
    .addOption(
      new Option('--boundary <kind>', 'how the picture goes on for the blur')
        .choices(['reflect', 'periodic'])
        .default('reflect'),
    )
    .option('--seed <n>', 'for noise, hidden pixels and random measurements', integer(0, 2 ** 32 - 1), 0)
    .addHelpText('after', degradeExamples)
    .action(async (file: string, options: DegradeOptions) => conclude(await degrade(context, file, options)));

  command('compare', 'Measures how near a picture is to its reference: PSNR and SSIM.')
    .argument('<reference>')
    .argument('<image>')
    .option('--crop <n>', 'leave out so many pixels at every edge', integer(0, 65535), 0)
    .option('--luma', 'compare the luma alone (Y of ITU-R BT.601)', false)
    .option('--json', 'as {psnr, ssim}', false)
    .action(async (reference: string, image: string, options: CompareOptions) =>
      conclude(await compare(context, reference, image, options)),
    );

  command('sparse-codes', 'Shows how fast solvers and learned networks find sparse codes.')
    .addOption(
      new Option('--target <target>', 'compare with the code itself, or with the lasso’s solution')
        .choices(['code', 'lasso'])
        .default('code'),
    )
    .option('--snr <dB>', 'signal-to-noise ratio of the data (default: no noise)', real(0, 80))
    .option('--signals <n>', 'codes to find', integer(1, 1000), 32)
    .option('--seed <n>', 'other signals', integer(0, 2 ** 32 - 1), 0)
    .option('--out <file>', 'also write every step as CSV')
    .option('--json', 'as {id, title, flopsPerStep, error, excess} of each', false)
    .action(async (options: SparseCodesOptions) => conclude(await sparseCodes(context, options)));

  command('inversion', 'Shows what a solver and a network trained in three ways make of a blur.')
    .argument('<files...>', 'pictures to be blurred; their middle squares in grey')
    .option('--side <n>', 'of the squares in pixels', integer(32, 512), 256)
    .option('--seed <n>', 'other noise', integer(0, 2 ** 32 - 1), 0)
    .option('--out <file>', 'also write every answer as CSV')
    .option('--json', 'as {name, cases} of each picture', false)
    .action(async (files: string[], options: InversionOptions) =>
      conclude(await inversion(context, files, options)),
    );

  command('serve', 'Serves the app to a browser on this machine.')
    .argument('[files...]', 'pictures to begin with')
    .option('--port <n>', 'default: any free one', integer(0, 65535), 0)
    .option('--no-open', 'only print the address')
    .action(async (files: string[], options: { port: number; open: boolean }) =>
      conclude(await serveFromTerminal(context, files, options)),
    );
  return program;
}

const methodsByTask = repairTasks.map((name) => `${name}: ${defaultMethod(name)}`).join(', ');

const collect = (value: string, earlier: string[]): string[] => [...earlier, value];

function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max)
      throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
    return value;
  };
}

function real(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= min && value <= max))
      throw new InvalidArgumentError(`Give a number from ${min} to ${max}.`);
    return value;
  };
}

const programExamples = `
Examples:
  $ pentimento restore photo.jpg --task denoise --out restored.png
  $ pentimento restore scans --recursive --task auto --out restored --resume --report report.json
  $ pentimento estimate photo.jpg
  $ pentimento serve

Exit status: 0 all done; 1 some inputs failed, the rest were written; 2 wrong usage; 130 stopped.`;

const restoreExamples = `
Examples:
  $ pentimento restore photo.jpg --task denoise --set noise=12
  $ pentimento restore shaken.jpg --task deblur --set psf=motion:15,30
  $ pentimento restore scan.tif --task inpaint --mask scratches.png --out filled.tif
  $ pentimento restore small.png --task upscale --set scale=3 --out large.png
  $ pentimento restore scans --recursive --task denoise --out restored --resume --sidecar

"pentimento methods" lists the methods and their parameters.`;

const degradeExamples = `
Examples:
  $ pentimento degrade photo.png --out noisy.png --noise 25 --seed 1
  $ pentimento degrade photo.png --out blurred.png --blur gaussian:2 --noise 2
  $ pentimento degrade photo.png --out holes.png --hide 0.5
  $ pentimento degrade photo.png --out kspace.tif --measure mri:0.25,radial --noise 1`;
