import type { Stencil } from './gridRows.ts';

/** The row of −Δ, free at the image's border (Neumann), at a pixel with so many pixels on each side of it. */
export function membraneStencil(left: number, right: number, above: number, below: number): Stencil {
  const neighbours = [
    [-1, 0, left],
    [1, 0, right],
    [0, -1, above],
    [0, 1, below],
  ].filter(([, , there]) => there! > 0);
  return {
    dx: Int32Array.from([0, ...neighbours.map(([dx]) => dx!)]),
    dy: Int32Array.from([0, ...neighbours.map(([, dy]) => dy!)]),
    coefficient: Float64Array.from([neighbours.length, ...neighbours.map(() => -1)]),
  };
}
