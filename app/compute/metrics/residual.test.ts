import { describe, expect, it } from 'vitest';
import { createImage, type Image } from '../image.ts';
import type { ForwardModel } from '../method.ts';
import { blurModel } from '../methods/blurModel.ts';
import { samplePsf } from '../operators/psf.ts';
import { normal, syntheticPicture, withNoise } from '../testing/random.ts';
import { createRms, inventedMap } from './inventedMap.ts';
import { createResidualStatistics, residual } from './residual.ts';
import { coloured, createWhiteness, slightlyColoured, type Colour } from './whiteness.ts';

function noiseImage(width: number, height: number, channels: number, seed: number): Image {
  return withNoise(createImage(width, height, channels), 10, seed);
}

function piece(image: Image, top: number, height: number): Image {
  const { width, channels } = image;
  const result = createImage(width, height, channels);
  for (let c = 0; c < channels; c++)
    for (let i = 0; i < width * height; i++)
      result.data[c * width * height + i] = image.data[c * width * image.height + top * width + i]!;
  return result;
}

function colourOf(image: Image): Colour {
  const whiteness = createWhiteness();
  whiteness.add(image);
  return whiteness.finish();
}

/** Noise of which each sample repeats `share` of the one to its left: ρ is that power of the distance. */
function tinted(side: number, share: number, seed: number): Image {
  const random = normal(seed);
  const image = createImage(side, side, 1);
  let previous = 0;
  image.data.forEach((_, i) => (image.data[i] = previous = random() + share * previous));
  return image;
}

describe('whiteness', () => {
  it.each([
    [20, 1, 300],
    [40, 1, 200],
    [100, 1, 100],
    [256, 1, 30],
    [40, 3, 100],
  ])('white noise of %i² pixels in %i channels reads white in 99 of 100 draws', (side, channels, trials) => {
    let white = 0;
    for (let trial = 0; trial < trials; trial++)
      if (colourOf(noiseImage(side, side, channels, 100 + trial)).colouring === 'white') white++;
    // Three standard deviations of the count below 99 %.
    expect(white).toBeGreaterThanOrEqual(Math.floor(0.99 * trials - 3 * Math.sqrt(trials * 0.01 * 0.99)));
  });

  it.each([0.2, 0.5])('is the same at every size: samples that repeat %f of their neighbour', (share) => {
    const expected = Math.sqrt(share ** 2 + share ** 4 + share ** 6);
    for (const side of [64, 128, 512])
      expect(Math.abs(colourOf(tinted(side, share, side)).colour! - expected)).toBeLessThan(3 / side);
  });

  it('has words for it, in their order', () => {
    const words = [0, 0.05, 0.2, 0.5].map((share) => colourOf(tinted(300, share, 7)).colouring);
    expect(words).toEqual(['white', 'white', 'slightly coloured', 'coloured']);
    expect(slightlyColoured).toBeLessThan(coloured);
  });

  it('finds the picture in what a strong blur leaves out', () => {
    const picture = syntheticPicture(200, 150, 1);
    const model = blurModel(picture, samplePsf({ kind: 'gaussian', sigma: 3 }), 'reflect', 0);
    expect(colourOf(residual(model, picture, picture)).colouring).toBe('coloured');
  });

  it('says nothing of zero, of a constant and of a few pixels', () => {
    for (const image of [createImage(50, 50, 1), noiseImage(4, 4, 1, 1)]) {
      expect(colourOf(image)).toEqual({ colour: null, colouring: null });
    }
  });
});

describe('residual statistics', () => {
  it('are the same over tiles as over the whole, but for pairs across the seams', () => {
    const image = noiseImage(120, 120, 3, 9);
    const [whole, tiled] = [createResidualStatistics(10), createResidualStatistics(10)];
    whole.add(image);
    for (let top = 0; top < 120; top += 40) tiled.add(piece(image, top, 40));
    const [a, b] = [whole.finish(), tiled.finish()];
    expect(b.rms).toBeCloseTo(a.rms, 9);
    expect(a.rms).toBeCloseTo(10, 0);
    expect(a.sigmas).toBeCloseTo(1, 1);
    expect(Math.abs(a.colour! - b.colour!)).toBeLessThan(0.03);
  });

  it('leave out unknown pixels', () => {
    const image = createImage(30, 30, 1);
    image.data.fill(0.5, 0, 450);
    const data = new Uint8Array(900);
    data.fill(1, 0, 450);
    const statistics = createResidualStatistics(null);
    statistics.add(image, { width: 30, height: 30, data });
    expect(statistics.finish()).toEqual({ rms: 0, sigmas: null, colour: null, colouring: null });
  });

  it('of nothing are zero', () => {
    expect(createResidualStatistics(3).finish().rms).toBe(0);
  });
});

describe('residual and invented map', () => {
  const doubling: ForwardModel = {
    apply: (x) => ({ ...x, data: x.data.map((value) => 2 * value) }),
    noise: null,
    estimated: false,
  };

  it('subtract A x from y', () => {
    const x = { width: 2, height: 1, channels: 1, data: Float32Array.of(1, 2) };
    const y = { ...x, data: Float32Array.of(5, 5) };
    expect([...residual(doubling, y, x).data]).toEqual([3, 1]);
    const unknown = { width: 2, height: 1, data: Uint8Array.of(0, 1) };
    expect([...residual(doubling, y, x, unknown).data]).toEqual([3, 0]);
  });

  it('invent nothing where A loses nothing', () => {
    const x = syntheticPicture(8, 8, 1);
    expect(inventedMap(doubling, x).data.every((value) => value === 0)).toBe(true);
  });

  it('are orthogonal projections for a periodic blur', () => {
    const x = withNoise(syntheticPicture(40, 30, 1), 20, 4);
    const model = blurModel(x, samplePsf({ kind: 'gaussian', sigma: 1.5 }), 'periodic', 0);
    const invented = inventedMap(model, x);
    const kept = model.projectOnRange!(x);
    const product = invented.data.reduce((sum, value, i) => sum + value * kept.data[i]!, 0);
    expect(Math.abs(product)).toBeLessThan(1e-4);
    const rms = createRms();
    rms.add(inventedMap(model, kept));
    expect(rms.finish()).toBeLessThan(1e-3);
    // What A⁺A removes, A does not see: below the threshold of 0.001 of its size.
    const seen = createRms();
    seen.add(model.apply(invented));
    const size = createRms();
    size.add(invented);
    expect(seen.finish()).toBeLessThan(1.01e-3 * size.finish());
  });
});
