import { defineMethod } from '../defineMethod.ts';
import { applyDirichletLaplacian } from '../kernels/graphLaplacian.ts';
import { membraneStencil } from '../kernels/membraneStencil.ts';
import type { Image } from '../image.ts';
import type { Iterations, Problem } from '../method.ts';
import { LaplaceMultigrid } from '../solvers/laplaceMultigrid.ts';
import { fillGroups } from './groupFill.ts';
import { holeMargin, inpaintingModel, type Hole } from './inpainting.ts';
import { meanFill, minimiseEnergy, type SmoothEnergy } from './smoothFill.ts';

export const harmonicInpaint = defineMethod({
  id: 'harmonic-inpaint',
  task: 'inpaint',
  title: 'Harmonic (membrane)',
  summary:
    'Stretches a membrane over the hole from its border: smooth, fast, without any texture. Good for dust and thin scratches.',
  reference:
    'Dirichlet problem Δx = 0 in the hole, x = y around it; Chan and Shen, Image Processing and Analysis, 2005, ch. 6',
  parameters: {},
  tiling: { kind: 'components', margin: holeMargin },
  workingCopies: 28,
  forwardModel: (problem) => inpaintingModel(problem),
  run: (problem) => harmonicFill(problem),
});

/** The image, harmonic at the unknown pixels; Neumann at its border. */
export function harmonicFill(problem: Problem): Iterations<Image> {
  const range = { low: -Infinity, high: Infinity };
  return fillGroups(problem, membraneStencil, range, iterations, (hole) =>
    minimiseEnergy(hole, membrane(hole), meanFill(hole), { tolerance: 1e-6, iterations }),
  );
}

const iterations = 200;

/** ½ Σ |∇x|². */
function membrane({ mask }: Hole): SmoothEnergy {
  const { width, height, data } = mask;
  const multigrid = new LaplaceMultigrid(mask);
  return {
    precondition: (residual, out) => multigrid.apply(residual, out),
    gradient: (x, out) => applyDirichletLaplacian(data, width, height, x, out),
    value(x) {
      let sum = 0;
      for (let i = 0; i < x.length; i++) {
        if ((i + 1) % width !== 0) sum += (x[i + 1]! - x[i]!) ** 2;
        if (i + width < x.length) sum += (x[i + width]! - x[i]!) ** 2;
      }
      return sum / 2;
    },
  };
}
