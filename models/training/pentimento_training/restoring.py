"""Photographs damaged in several ways at once, and the truth behind them.

The first-order model of Real-ESRGAN (Wang et al. 2021), at moderate strengths and in random order: blur,
resizing, noise, JPEG, at least one of them; in the end the picture has its own size, or a ``scale``-th
of it, in 8 bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from .decompressing import SUBSAMPLINGS
from .degradations import as_8_bit, blur, gaussian_kernel, gaussian_noise, jpeg, motion_kernel, resize
from .denoising import GREY_SHARE, luminance
from .recipe import Degrade, Example
from .trial import Case, Trial, psnr

#: Share of the examples with nothing to mend, so that clean pictures stay clean.
CLEAN_SHARE = 0.15
#: Chance of each damage besides the first.
DAMAGED_SHARE = 0.5
#: Blurring mirrors at borders, and compression starts its blocks there: this much is cut off patches.
MARGIN = 16
#: What stands for identical.
IDENTICAL = 99.0

KERNEL_SIDE = 15
LARGEST_BLUR = 2.5
LONGEST_SHAKE = 8.0
LARGEST_SIGMA = 30.0
LOWEST_QUALITY, HIGHEST_QUALITY = 25, 95
SMALLEST_SIZE = 0.45

#: Damages one picture at random.
Damage = Callable[[Tensor, torch.Generator], Tensor]


class Chance:
    """Numbers drawn for one picture."""

    def __init__(self, random: torch.Generator) -> None:
        self.random = random

    def uniform(self, least: float, most: float) -> float:
        """Between the two."""
        share = float(torch.rand((), generator=self.random, device=self.random.device))
        return least + (most - least) * share

    def below(self, most: int) -> int:
        """A whole number from 0 to one less than ``most``."""
        return int(torch.randint(most, (), generator=self.random, device=self.random.device))

    def happens(self, share: float) -> bool:
        """With this probability."""
        return self.uniform(0, 1) < share


def noise(image: Tensor, sigma: float, random: torch.Generator, grey: bool = False) -> Tensor:
    """White noise, ``grey`` the same in all channels; unclipped."""
    level = torch.tensor([sigma], device=image.device)
    of_all = gaussian_noise(torch.zeros_like(image[:, :1] if grey else image), level, level < 0, random)
    return image + of_all


def any_blur(image: Tensor, chance: Chance) -> Tensor:
    """A Gaussian, turned and longer than wide, or in one of four a shaken camera."""
    if chance.happens(0.25):
        random = np.random.default_rng(chance.below(2**31 - 1))
        kernel = motion_kernel(KERNEL_SIDE, chance.uniform(1, LONGEST_SHAKE), random)
    else:
        width = chance.uniform(0.3, LARGEST_BLUR)
        other = width * chance.uniform(0.6, 1)
        kernel = gaussian_kernel(KERNEL_SIDE, width, other, chance.uniform(0, math.pi))
    return blur(image, kernel)


def any_resizing(image: Tensor, chance: Chance) -> Tensor:
    """Smaller, evenly in the logarithm."""
    factor = math.exp(chance.uniform(math.log(SMALLEST_SIZE), 0))
    height, width = (max(KERNEL_SIDE, round(length * factor)) for length in image.shape[2:])
    return resize(image, height, width)


def any_noise(image: Tensor, chance: Chance) -> Tensor:
    """Weak more often than strong; grey in one of three."""
    sigma = LARGEST_SIGMA * chance.uniform(0, 1) ** 1.5
    return noise(image, sigma, chance.random, chance.happens(1 / 3))


def any_jpeg(image: Tensor, chance: Chance) -> Tensor:
    """A file of a quality in the range, the pictures' blocks beginning at the corner."""
    quality = LOWEST_QUALITY + chance.below(HIGHEST_QUALITY - LOWEST_QUALITY + 1)
    return jpeg(image, quality, SUBSAMPLINGS[chance.below(len(SUBSAMPLINGS))])


KINDS = (any_blur, any_resizing, any_noise, any_jpeg)


def stored(image: Tensor, height: int, width: int) -> Tensor:
    """What a file of that size holds of the picture."""
    same = image.shape[2:] == (height, width)
    return as_8_bit(image if same else resize(image, height, width))


def mixed(truth: Tensor, scale: int, random: torch.Generator) -> Tensor:
    """One picture, damaged at random; its width and height must be multiples of ``scale``."""
    chance = Chance(random)
    image = truth
    order = torch.randperm(len(KINDS), generator=random, device=random.device).tolist()
    for place, kind in enumerate(order):
        if place == 0 or chance.happens(DAMAGED_SHARE):
            image = KINDS[kind](image, chance)
    return stored(image, truth.shape[2] // scale, truth.shape[3] // scale)


def any_damage(scale: int, clean_share: float = CLEAN_SHARE) -> Degrade:
    """An example of restoring: every picture damaged in its own way, some not at all."""

    def degrade(clean: Tensor, random: torch.Generator) -> Example:
        chance = Chance(random)
        side = (clean.shape[-1] - MARGIN) // scale
        images: list[Tensor] = []
        targets: list[Tensor] = []
        for truth in clean.split(1):
            if chance.happens(GREY_SHARE):
                truth = luminance(truth).expand_as(truth)
            if chance.happens(clean_share):
                image = stored(truth, truth.shape[2] // scale, truth.shape[3] // scale)
            else:
                image = mixed(truth, scale, random)
            top, left = (chance.below(MARGIN // scale) for _ in range(2))
            images.append(image[..., top : top + side, left : left + side])
            inside = (slice(scale * start, scale * (start + side)) for start in (top, left))
            targets.append(truth[(..., *inside)])
        return Example((torch.cat(images),), torch.cat(targets))

    return degrade


def conditions_of(scale: int) -> dict[str, Degrade]:
    """The columns of the curve: undamaged pictures, and all kinds of damage."""
    return {"psnr_clean": any_damage(scale, 1.0), "psnr_mixed": any_damage(scale, 0.0)}


def softly_blurred(truth: Tensor, random: torch.Generator) -> Tensor:
    """A Gaussian of 1.5 pixels and noise of 3."""
    return noise(blur(truth, gaussian_kernel(KERNEL_SIDE, 1.5, 1.5)), 3, random)


def trial(images: str, scale: int, name: str, damage: Damage) -> Trial:
    """What restoring gains over the picture itself, or over enlarging it by a cubic, in dB."""

    def hurt(truth: Tensor, index: int) -> Case:
        height, width = (length // scale for length in truth.shape[2:])
        whole = truth[:, :, : height * scale, : width * scale].expand(-1, 3, -1, -1)
        random = torch.Generator().manual_seed(index)
        return Case(stored(damage(whole, random), height, width), whole, None)

    def unrestored(case: Case) -> Tensor:
        return as_8_bit(resize(case.image, *case.truth.shape[2:]))

    return Trial(f"{images} {name}, gain", images, hurt, fidelity, unrestored)


def undamaged(images: str) -> Trial:
    """How near a clean picture stays to itself, in dB."""
    return Trial(f"{images} undamaged", images, lambda truth, _: Case(truth, truth, None), fidelity)


def fidelity(answer: Tensor, truth: Tensor) -> float:
    """PSNR, finite where nothing differs."""
    return min(IDENTICAL, psnr(answer, truth))


def trials_of(scale: int) -> tuple[Trial, ...]:
    """The rows of the table."""

    def everything(truth: Tensor, random: torch.Generator) -> Tensor:
        return mixed(truth, scale, random)

    return (
        undamaged("CBSD68") if scale == 1 else trial("CBSD68", scale, "undamaged", lambda truth, _: truth),
        trial("CBSD68", scale, "mixed", everything),
        trial("Set14", scale, "mixed", everything),
        trial("Set14", scale, "noise 15", lambda truth, random: noise(truth, 15, random)),
        trial("Set14", scale, "blur 1.5, noise 3", softly_blurred),
        trial("Set14", scale, "JPEG 40", lambda truth, _: jpeg(truth, 40, "4:2:0")),
    )
