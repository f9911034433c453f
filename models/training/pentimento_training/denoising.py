"""What the denoisers' recipes have in common."""

from __future__ import annotations

import torch
from torch import Tensor

from .degradations import as_8_bit, gaussian_noise, noise_map
from .recipe import Degrade, Example
from .trial import Case, Trial, psnr

#: Largest trained noise level, in units of 255.
LARGEST_SIGMA = 75.0


#: Share of grey images in training.
GREY_SHARE = 0.2


def noisy(clean: Tensor, sigmas: Tensor, clipped: Tensor, grey: Tensor, random: torch.Generator) -> Example:
    """An example of denoising at known levels.

    :param sigmas: levels ``(n,)``, in units of 255
    :param clipped: which of the images are stored in 8 bits after the noise
    :param grey: which of them become grey, three equal channels with equal noise
    """
    is_grey = grey.view(-1, 1, 1, 1)
    target = torch.where(is_grey, luminance(clean).expand_as(clean), clean)
    image = gaussian_noise(target, sigmas, clipped, random)
    image = torch.where(is_grey, image[:, :1].expand_as(image), image)
    return Example((image, noise_map(clean, sigmas)), target)


def luminance(images: Tensor) -> Tensor:
    """The grey of RGB images by BT.601, ``(n, 1, height, width)``."""
    weights = torch.tensor([0.299, 0.587, 0.114], device=images.device).view(1, 3, 1, 1)
    return (images * weights).sum(dim=1, keepdim=True)


def any_noise(clean: Tensor, random: torch.Generator) -> Example:
    """Levels uniform in [0, 75]; half of the images as the papers have them (floats, unclipped), half
    as files hold them (clipped, 8 bits)."""

    def chance() -> Tensor:
        return torch.rand(clean.shape[0], generator=random, device=clean.device)

    sigmas, clipped, grey = chance() * LARGEST_SIGMA, chance() < 0.5, chance() < GREY_SHARE
    return noisy(clean, sigmas, clipped, grey, random)


def noise_of(sigma: float, clipped: bool = False, grey: bool = False) -> Degrade:
    """Every image at one level."""

    def degrade(clean: Tensor, random: torch.Generator) -> Example:
        levels = torch.full((clean.shape[0],), sigma, device=clean.device)
        every = torch.ones_like(levels, dtype=torch.bool)
        return noisy(clean, levels, every & clipped, every & grey, random)

    return degrade


#: Levels that a field of experts is trained on, in units of 255.
FIELD_SIGMAS = (5.0, 50.0)


def noisy_grey(clean: Tensor, sigmas: Tensor, random: torch.Generator) -> Example:
    """An example of denoising pictures of one channel, floats and unclipped."""
    target = luminance(clean)
    unclipped = torch.zeros_like(sigmas, dtype=torch.bool)
    return Example((gaussian_noise(target, sigmas, unclipped, random), noise_map(clean, sigmas)), target)


def any_grey_noise(clean: Tensor, random: torch.Generator) -> Example:
    """Levels uniform in 5 to 50."""
    least, most = FIELD_SIGMAS
    chance = torch.rand(clean.shape[0], generator=random, device=clean.device)
    return noisy_grey(clean, least + (most - least) * chance, random)


def grey_noise_of(sigma: float) -> Degrade:
    """Every picture in grey at one level."""
    return lambda clean, random: noisy_grey(
        clean, torch.full((clean.shape[0],), sigma, device=clean.device), random
    )


#: The columns of a denoiser's curve.
CONDITIONS: dict[str, Degrade] = {
    "psnr_15": noise_of(15),
    "psnr_25": noise_of(25),
    "psnr_50": noise_of(50),
    "psnr_25_clipped": noise_of(25, clipped=True),
    "psnr_25_grey": noise_of(25, grey=True),
}


def trial(images: str, sigma: float, clipped: bool, grey: bool = False) -> Trial:
    """By the denoising papers' protocol: white Gaussian noise with a fixed seed per image. In ``grey``,
    colour is reduced to luminance, in 8 bits, first."""

    def damage(truth: Tensor, index: int) -> Case:
        random = torch.Generator().manual_seed(index)
        if grey and truth.shape[1] == 3:
            truth = as_8_bit(luminance(truth))
        noisy = gaussian_noise(truth, torch.tensor([sigma]), torch.tensor([clipped]), random)
        return Case(noisy, truth, sigma / 255)

    name = f"{images}{' grey' if grey else ''} {sigma:g} {'clipped' if clipped else 'unclipped'}"
    return Trial(name, images, damage, psnr)


#: The rows of a denoiser's table.
TRIALS = (
    *(trial("CBSD68", sigma, clipped) for clipped in (False, True) for sigma in (15.0, 25.0, 50.0)),
    *(trial("Set12", sigma, False) for sigma in (15.0, 25.0, 50.0)),
)
