import { defineMethod } from '../defineMethod.ts';
import { applyDirichletLaplacian } from '../kernels/graphLaplacian.ts';
import type { Iterations } from '../method.ts';
import { LaplaceMultigrid } from '../solvers/laplaceMultigrid.ts';
import { fillUnknown, holeMargin, inpaintingModel, type Hole } from './inpainting.ts';
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
  run: (problem) => fillUnknown(problem, harmonicFill),
});

/** The hole's planes, harmonic at the unknown pixels; Neumann at the image's border. */
export function harmonicFill(hole: Hole): Iterations<Float64Array> {
  return minimiseEnergy(hole, membrane(hole), meanFill(hole), { tolerance: 1e-6, iterations: 200 });
}

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
