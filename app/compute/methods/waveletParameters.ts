import { choice, integer } from '../parameters.ts';

export const waveletParameter = choice({
  label: 'Wavelet',
  help: 'Longer filters see smoother shapes; Haar sees blocks. The numbers count filter taps.',
  options: [
    { value: 'haar', label: 'Haar' },
    { value: 'daubechies4', label: 'Daubechies 4' },
    { value: 'daubechies8', label: 'Daubechies 8' },
    { value: 'cdf97', label: 'CDF 9/7' },
  ],
  default: 'daubechies4',
});

export function levelsParameter(usual: number) {
  return integer({
    label: 'Levels',
    help: 'How many scales are looked at, each twice as coarse as the one before.',
    min: 1,
    max: 6,
    default: usual,
  });
}

/** No more levels than the smaller side has room for, and at least one. */
export function fittingLevels(
  image: { readonly width: number; readonly height: number },
  levels: number,
): number {
  const room = Math.floor(Math.log2(Math.min(image.width, image.height)));
  return Math.max(1, Math.min(levels, room));
}
