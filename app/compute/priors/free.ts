import type { ProximalPrior } from './prior.ts';

/** No prior: 0 everywhere. Turns a proximal method into a plain one. */
export const free: ProximalPrior = {
  value: () => 0,
  prox: (x, _step, out) => {
    if (out !== x) out.set(x);
  },
};
