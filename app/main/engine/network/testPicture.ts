import { createImage, type Image } from '../../../compute/image.ts';

/** A known picture with ramps, a wave and an edge, all values within (0.1, 0.9). */
export function testPicture(width: number, height: number, channels: number): Image {
  const image = createImage(width, height, channels);
  for (let channel = 0, i = 0; channel < channels; channel++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const ramp = (x + y) / (width + height);
        const wave = Math.sin(0.7 * x + 0.4 * y + channel);
        const edge = x > width / 2 === y > height / 2 ? 1 : 0;
        image.data[i] = 0.2 + 0.3 * ramp + 0.1 * wave + 0.2 * edge;
      }
  return image;
}

/** What is wrong with an answer to the test picture, in one line. */
export function answerProblem({ data }: Image): string | null {
  let least = Infinity;
  let most = -Infinity;
  for (const value of data) {
    if (!Number.isFinite(value)) return 'its answers are not numbers';
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least < 1e-6 ? 'it answers the same value everywhere' : null;
}

/** Largest difference between two answers. */
export function largestDifference(a: Image, b: Image): number {
  let largest = 0;
  for (let i = 0; i < a.data.length; i++)
    largest = Math.max(largest, Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0)));
  return largest;
}
