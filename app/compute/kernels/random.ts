/** Numbers that look random and derive from a seed alone. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Of mean 0 and standard deviation 1. */
  normal(): number;
}

/** SplitMix32 (Steele, Lea & Flood 2014, in 32 bits); normal numbers after Box and Muller. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  let spare: number | null = null;
  function uniform(): number {
    state = (state + 0x9e3779b9) >>> 0;
    return mixed(state) / 2 ** 32;
  }
  return {
    uniform,
    normal() {
      if (spare !== null) {
        const value = spare;
        spare = null;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}

/** A seed for the `index`-th of many sequences, unlike those of its neighbours. */
export function derivedSeed(seed: number, index: number): number {
  return mixed((mixed((seed + 0x632be5ab) >>> 0) ^ Math.imul(index + 1, 0x9e3779b9)) >>> 0);
}

function mixed(state: number): number {
  let value = state ^ (state >>> 16);
  value = Math.imul(value, 0x21f0aaad);
  value ^= value >>> 15;
  value = Math.imul(value, 0x735a2d97);
  return (value ^ (value >>> 15)) >>> 0;
}
