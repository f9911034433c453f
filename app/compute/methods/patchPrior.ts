/** The network that explains 8×8 patches by a mixture of Gaussians. */
export const patchPriors = (): readonly string[] => ['patch-mixture'];

/** How far a patch step is felt: two patches side by side, for each of a few steps. */
export const patchHalo = 48;
