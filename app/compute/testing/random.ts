import { copyOf } from '../kernels/memory.ts';
import { createImage, type Image } from '../image.ts';

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers from a seed (Box and Muller). */
export function normal(seed: number): () => number {
  const random = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function normalVector(length: number, seed: number): Float32Array {
  const random = normal(seed);
  return copyOf(Float32Array.from({ length }, random));
}

/**
 * A picture with what photographs have: a smooth gradient, edges at any angle, a fine grating and a dark
 * border; values in [0.05, 0.95]. Grey or colour, the channels alike but not the same.
 */
export function syntheticPicture(width: number, height: number, channels: number): Image {
  const image = createImage(width, height, channels);
  let i = 0;
  for (let channel = 0; channel < channels; channel++)
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) image.data[i++] = shade(x, y, channel);
  return image;
}

function shade(x: number, y: number, channel: number): number {
  let value = 0.35 + 0.15 * Math.sin(x / 37 + channel) * Math.cos(y / 29);
  if (Math.hypot((x % 64) - 30, (y % 64) - 34) < 14) value += 0.3;
  if ((x + 2 * y) % 90 < 20) value -= 0.22;
  if (x % 96 > 70 && y % 80 > 50) value += 0.12 * Math.sign(Math.sin(x * 0.9) * Math.sin(y * 0.9)) + 0.1;
  return Math.min(0.95, Math.max(0.05, value + 0.03 * channel));
}

/** The image with white Gaussian noise, not clipped. */
export function withNoise(image: Image, sigma: number, seed: number): Image {
  const random = normal(seed);
  return { ...image, data: image.data.map((value) => value + (random() * sigma) / 255) };
}
