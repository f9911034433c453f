"""What the denoisers' recipes have in common."""

from __future__ import annotations

import torch
from torch import Tensor

from .degradations import gaussian_noise, noise_map
from .recipe import Degrade, Example

#: Largest trained noise level, in units of 255.
LARGEST_SIGMA = 75.0


def noisy(clean: Tensor, sigmas: Tensor, clipped: Tensor, random: torch.Generator) -> Example:
    """An example of denoising at known levels."""
    return Example(
        (gaussian_noise(clean, sigmas, clipped, random), noise_map(clean, sigmas)), clean
    )


def any_noise(clean: Tensor, random: torch.Generator) -> Example:
    """Levels uniform in [0, 75]; half of the images as the papers have them (floats, unclipped), half
    as files hold them (clipped, 8 bits)."""
    count, device = clean.shape[0], clean.device
    sigmas = torch.rand(count, generator=random, device=device) * LARGEST_SIGMA
    clipped = torch.rand(count, generator=random, device=device) < 0.5
    return noisy(clean, sigmas, clipped, random)


def noise_of(sigma: float, clipped: bool) -> Degrade:
    """Every image at one level."""

    def degrade(clean: Tensor, random: torch.Generator) -> Example:
        levels = torch.full((clean.shape[0],), sigma, device=clean.device)
        return noisy(clean, levels, torch.full_like(levels, float(clipped)).bool(), random)

    return degrade


#: The columns of a denoiser's curve.
CONDITIONS: dict[str, Degrade] = {
    "psnr_15": noise_of(15, clipped=False),
    "psnr_25": noise_of(25, clipped=False),
    "psnr_50": noise_of(50, clipped=False),
    "psnr_25_clipped": noise_of(25, clipped=True),
}
