import type { Colour } from '../mask/maskPainter.ts';

/** The token `--mask` as it applies to an element: its colour, and its opacity apart from it. */
export function maskTint(element: Element): { colour: Colour; opacity: number } {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) throw new Error('This browser draws no canvas.');
  context.fillStyle = 'rgb(255 64 200 / 50%)';
  context.fillStyle = getComputedStyle(element).getPropertyValue('--mask').trim();
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 255] = context.getImageData(0, 0, 1, 1).data;
  return { colour: [red, green, blue], opacity: alpha / 255 };
}
