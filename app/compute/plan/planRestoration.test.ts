import { describe, expect, it } from 'vitest';
import type { Damage } from './damage.ts';
import { planningRules, planRestoration, type Possibilities } from './planRestoration.ts';

const clean: Damage = { noise: 0.4, white: null, blur: 0.3, gaussian: true, enlarged: 1, jpegQuality: null };
const classical = new Map([
  ['tv-inpaint', ['noise', 'strength']],
  ['tv-denoise', ['noise', 'strength']],
  ['tv-deblur', ['psf', 'noise', 'strength']],
]);
const everything = new Map([
  ...classical,
  ['network-artifacts', ['quality']],
  ['network-denoise', ['noise', 'effort']],
  ['foe-denoise', ['noise']],
  ['pnp-deblur', ['psf', 'noise']],
]);

const plan = (damage: Partial<Damage>, possibilities: Partial<Possibilities> = {}) =>
  planRestoration({ ...clean, ...damage }, { marked: false, methods: everything, ...possibilities });
const methodsOf = (...given: Parameters<typeof plan>) => plan(...given).steps.map(({ method }) => method);
const strengthOf = (damage: Partial<Damage>): number =>
  Number(plan(damage).steps.find(({ method }) => method.endsWith('-denoise'))?.parameters['noise'] ?? 0);

describe('a restoration is planned', () => {
  it('for a clean photograph as nothing at all, with a word on everything that was looked at', () => {
    const { steps, leftAlone } = plan({ jpegQuality: 95 });
    expect(steps).toEqual([]);
    expect(leftAlone.map((sentence) => sentence.split(' ')[0])).toEqual(['JPEG', 'Noise', 'Blur']);
    expect(leftAlone.every((sentence) => /\d.*\.$/.test(sentence))).toBe(true);
  });

  it('with a denoising never weaker for more noise, and as strong as what was measured', () => {
    let last = 0;
    for (let noise = 0; noise <= 75; noise += 0.25) {
      const strength = strengthOf({ noise, white: true });
      expect(strength).toBeGreaterThanOrEqual(last);
      if (noise >= planningRules.visibleNoise)
        expect(Math.abs(strength - noise)).toBeLessThanOrEqual(0.05001);
      else expect(strength).toBe(0);
      last = strength;
    }
  });

  it.each([false, null])('without taking texture for noise: whiteness %s', (white) => {
    for (const noise of [3, 10, 50]) expect(methodsOf({ noise, white })).toEqual([]);
  });

  it('without deblurring noise, an enlargement, a compressed file, or what is as sharp as photographs are', () => {
    const blur = 1.5;
    expect(methodsOf({ blur })).toEqual(['pnp-deblur']);
    expect(methodsOf({ blur, noise: 10, white: true })).toEqual(['foe-denoise']);
    expect(methodsOf({ blur, noise: 10, white: false })).toEqual([]);
    expect(methodsOf({ blur, enlarged: 2 })).toEqual([]);
    expect(methodsOf({ blur, jpegQuality: 50 })).toEqual(['network-artifacts']);
    for (const gaussian of [false, null]) expect(methodsOf({ blur, gaussian })).toEqual([]);
    expect(methodsOf({ blur: 0.7 })).toEqual([]);
    expect(methodsOf({ blur: 9 })).toEqual([]);
    expect(methodsOf({ blur: null })).toEqual([]);
  });

  it('in the order of filling, artefacts, noise, blur, each with its reason and what can be set', () => {
    const { steps } = plan({ noise: 8, white: true, jpegQuality: 60, blur: 1.5 }, { marked: true });
    expect(steps.map(({ method }) => method)).toEqual(['tv-inpaint', 'network-artifacts', 'foe-denoise']);
    for (const { parameters, adjustable } of steps) expect(adjustable).toEqual(Object.keys(parameters));
    expect(steps.map(({ reason }) => reason).slice(1)).toEqual([
      expect.stringContaining('60'),
      expect.stringContaining('8.0 of 255'),
    ]);
  });

  it('with the best methods that are installed, and values that they take', () => {
    const noisy = { noise: 8, white: true };
    const without = (...ids: string[]) => ({
      methods: new Map([...everything].filter(([id]) => !ids.includes(id))),
    });
    expect(methodsOf(noisy)).toEqual(['foe-denoise']);
    expect(methodsOf({ noise: 50, white: true })).toEqual(['network-denoise']);
    expect(methodsOf(noisy, without('foe-denoise'))).toEqual(['network-denoise']);
    expect(methodsOf(noisy, without('foe-denoise', 'network-denoise'))).toEqual(['tv-denoise']);
    expect(methodsOf({ blur: 2 }, { methods: classical })).toEqual(['tv-deblur']);
    expect(methodsOf({ jpegQuality: 20 }, { methods: classical })).toEqual([]);
    expect(plan({ jpegQuality: 20 }, { methods: classical }).leftAlone[0]).toContain('no network');
    const blind = plan({ jpegQuality: 20 }, { methods: new Map([['network-artifacts', []]]) });
    expect(blind.steps[0]).toMatchObject({ method: 'network-artifacts', parameters: {}, adjustable: [] });
  });
});
