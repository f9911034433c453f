"""What the unrolled network learns from, and the rows of its table."""

from __future__ import annotations

from functools import partial

import numpy as np
import torch
from torch import Tensor

from .denoising import GREY_SHARE, luminance, noisy
from .networks.unrolled import Reduction
from .psfs import around_the_corner, random_psf
from .recipe import Degrade, Example
from .trial import Case, Trial, psnr

#: Largest trained noise of the data, in units of 255.
LARGEST_SIGMA = 12.75
NOISELESS_SHARE = 0.2
SCALES = (1, 2, 3, 4)
#: Of the patches are only deblurred; the other scales share the rest evenly.
SAME_SIZE_SHARE = 0.4
#: Of the PSFs that come with decimation by an even factor, so many keep the pictures' outer edges in place.
ALIGNED_SHARE = 0.5
#: Widths and heights are cut to multiples of it: of all scales, and of the network's stride on any of them.
WHOLE = 48


def damaged(clean: Tensor, psfs: Tensor, scale: int, sigmas: Tensor, random: torch.Generator) -> Example:
    """Blurred, decimated and noisy; half of the images are stored in 8 bits, some are grey."""
    count = clean.shape[0]
    chances = torch.rand(2, count, generator=random, device=clean.device)
    clipped, grey = chances[0] < 0.5, chances[1] < GREY_SHARE
    reduced = Reduction(psfs, torch.Size(side // scale for side in clean.shape[2:])).apply(clean)
    measured = noisy(reduced, sigmas, clipped, grey, random).inputs[0]
    target = torch.where(grey.view(-1, 1, 1, 1), luminance(clean).expand_as(clean), clean)
    return Example((measured, psfs, (sigmas / 255).view(-1, 1, 1, 1)), target)


def psfs_for(images: Tensor, scale: int, numbers: np.random.Generator) -> Tensor:
    """A random PSF for each image, on its plane."""
    height, width = images.shape[2:]
    planes = []
    for _ in range(images.shape[0]):
        half = 0.5 if scale % 2 == 0 and numbers.uniform() < ALIGNED_SHARE else 0.0
        planes.append(around_the_corner(random_psf(numbers, (-half, -half)), height, width))
    return torch.stack(planes).unsqueeze(1).to(images.device)


def any_damage(clean: Tensor, random: torch.Generator) -> Example:
    """Any PSF, noise and scale, one scale for all images."""
    seed = int(torch.randint(2**31, (), generator=random, device=clean.device))
    numbers = np.random.default_rng(seed)
    others = (1 - SAME_SIZE_SHARE) / (len(SCALES) - 1)
    scale = int(numbers.choice(SCALES, p=[SAME_SIZE_SHARE, others, others, others]))
    sigmas = numbers.uniform(0, LARGEST_SIGMA, clean.shape[0])
    sigmas[numbers.uniform(size=clean.shape[0]) < NOISELESS_SHARE] = 0
    levels = torch.from_numpy(sigmas).float().to(clean.device)
    return damaged(clean, psfs_for(clean, scale, numbers), scale, levels, random)


def damage_of(scale: int, sigma: float) -> Degrade:
    """Every image under a random PSF of its own, at one scale and noise."""

    def degrade(clean: Tensor, random: torch.Generator) -> Example:
        psfs = psfs_for(clean, scale, np.random.default_rng(scale))
        return damaged(clean, psfs, scale, torch.full((clean.shape[0],), sigma), random)

    return degrade


def trial(images: str, scale: int, sigma: float) -> Trial:
    """PSNR over all channels; each image has a random PSF of its own, with noise that is not clipped."""

    def damage(truth: Tensor, index: int) -> Case:
        height, width = (side // WHOLE * WHOLE for side in truth.shape[2:])
        whole = truth[:, :, :height, :width]
        random = torch.Generator().manual_seed(index)
        psfs = psfs_for(whole, scale, np.random.default_rng(index))
        reduced = Reduction(psfs, torch.Size((height // scale, width // scale))).apply(whole)
        noise = torch.randn(reduced.shape, generator=random) * (sigma / 255)
        level = sigma / 255
        given = ((reduced + noise).expand(-1, 3, -1, -1), psfs, torch.full((1, 1, 1, 1), level))
        return Case(reduced + noise, whole, level, given)

    return Trial(f"{images} ×{scale}, noise {sigma}", images, damage, psnr)


CONDITIONS = {
    "psnr_x1_2.55": damage_of(1, 2.55),
    "psnr_x1_7.65": damage_of(1, 7.65),
    "psnr_x2_0": damage_of(2, 0.0),
    "psnr_x4_2.55": damage_of(4, 2.55),
}

TRIALS = tuple(map(partial(trial, "Set12"), (1, 2, 4), (2.55, 0.0, 2.55)))
