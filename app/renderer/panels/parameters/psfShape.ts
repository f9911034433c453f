import type { PsfSpec } from './types.ts';

export type PsfKind = Exclude<PsfSpec['kind'], 'matrix'>;

interface PsfField {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly scale: 'linear' | 'log';
}

/** The numbers of each kind of PSF that can be set by hand, with their ranges in pixels and degrees. */
export const psfFields: Readonly<Record<PsfKind, readonly PsfField[]>> = {
  gaussian: [{ name: 'sigma', label: 'Sigma', unit: 'px', min: 0.2, max: 20, scale: 'log' }],
  disk: [{ name: 'radius', label: 'Radius', unit: 'px', min: 0.5, max: 50, scale: 'log' }],
  motion: [
    { name: 'length', label: 'Length', unit: 'px', min: 1, max: 100, scale: 'log' },
    { name: 'degrees', label: 'Direction', unit: '°', min: -90, max: 90, scale: 'linear' },
  ],
  box: [{ name: 'size', label: 'Size', unit: 'px', min: 1, max: 50, scale: 'log' }],
};

export const psfTitles: Readonly<Record<PsfKind | 'matrix', string>> = {
  gaussian: 'Gaussian',
  disk: 'Disk (defocus)',
  motion: 'Motion (shake)',
  box: 'Box',
  matrix: 'From a file',
};

export const defaultPsfs: Readonly<Record<PsfKind, PsfSpec>> = {
  gaussian: { kind: 'gaussian', sigma: 2 },
  disk: { kind: 'disk', radius: 3 },
  motion: { kind: 'motion', length: 15, degrees: 0 },
  box: { kind: 'box', size: 5 },
};

/**
 * How the blur of one bright point looks, for the small picture beside the sliders: brightness in
 * [0, 1] relative to the brightest, on a square grid of `cells`, `span` pixels of the photo wide.
 * The kernel that methods use is sampled by compute; this only shows its shape.
 */
export function psfPicture(psf: PsfSpec, cells: number): { values: Float32Array; span: number } {
  const span = spanOf(psf);
  const values = new Float32Array(cells * cells);
  for (let row = 0; row < cells; row++)
    for (let column = 0; column < cells; column++) {
      const x = ((column + 0.5) / cells - 0.5) * span;
      const y = ((row + 0.5) / cells - 0.5) * span;
      values[row * cells + column] = brightness(psf, x, y);
    }
  const brightest = values.reduce((a, b) => Math.max(a, b), 1e-12);
  return { values: values.map((value) => value / brightest), span };
}

function spanOf(psf: PsfSpec): number {
  switch (psf.kind) {
    case 'gaussian':
      return Math.max(5, 7 * psf.sigma);
    case 'disk':
      return Math.max(5, 2.6 * psf.radius);
    case 'motion':
      return Math.max(5, 1.3 * psf.length);
    case 'box':
      return Math.max(5, 1.5 * psf.size);
    case 'matrix':
      return Math.max(psf.width, psf.height);
  }
}

function brightness(psf: PsfSpec, x: number, y: number): number {
  switch (psf.kind) {
    case 'gaussian':
      return Math.exp(-(x * x + y * y) / (2 * psf.sigma * psf.sigma));
    case 'disk':
      return Math.hypot(x, y) <= psf.radius ? 1 : 0;
    case 'motion': {
      const angle = (psf.degrees * Math.PI) / 180;
      // Degrees turn counter-clockwise from x, and y points down.
      const along = x * Math.cos(angle) - y * Math.sin(angle);
      const across = x * Math.sin(angle) + y * Math.cos(angle);
      return Math.abs(along) <= psf.length / 2 && Math.abs(across) <= 0.5 ? 1 : 0;
    }
    case 'box':
      return Math.max(Math.abs(x), Math.abs(y)) <= psf.size / 2 ? 1 : 0;
    case 'matrix': {
      const column = Math.floor(x + psf.width / 2);
      const row = Math.floor(y + psf.height / 2);
      const inside = column >= 0 && row >= 0 && column < psf.width && row < psf.height;
      return inside ? Math.max(0, psf.data[row * psf.width + column] ?? 0) : 0;
    }
  }
}
