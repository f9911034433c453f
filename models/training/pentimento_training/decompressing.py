"""JPEG files and the truth behind them."""

from __future__ import annotations

import torch
from torch import Tensor

from .degradations import Subsampling, jpeg
from .recipe import Degrade, Example
from .trial import Case, Trial, psnr

LOWEST_QUALITY, HIGHEST_QUALITY = 5, 95
SUBSAMPLINGS: tuple[Subsampling, ...] = ("4:2:0", "4:4:4", "4:2:0", "4:2:2")
#: Patches are cut out of a larger file, so that half of them do not begin where a block does.
MARGIN = 16


def compressed(clean: Tensor, quality: int, subsampling: Subsampling) -> Example:
    """An example of removing the artefacts of one quality, blocks beginning at the corner."""
    return Example((jpeg(clean, quality, subsampling), quality_map(clean, quality)), clean)


def quality_map(images: Tensor, quality: int) -> Tensor:
    """The quality as a network takes it: ``(n, 1, height, width)``, 100 at 1."""
    return torch.full_like(images[:, :1], quality / 100)


def any_quality(clean: Tensor, random: torch.Generator) -> Example:
    """Qualities uniform in 5 to 95, each image with its own; the outer margin is cut off, by a multiple
    of 16 in every second image."""

    def draw(most: int) -> int:
        return int(torch.randint(most, (1,), generator=random, device=random.device))

    size = clean.shape[-1] - MARGIN
    parts: list[Example] = []
    for image in clean.split(1):
        quality = LOWEST_QUALITY + draw(HIGHEST_QUALITY - LOWEST_QUALITY + 1)
        whole = compressed(image, quality, SUBSAMPLINGS[draw(len(SUBSAMPLINGS))])
        aligned = draw(2) == 0
        top, left = (0, 0) if aligned else (draw(MARGIN), draw(MARGIN))
        parts.append(
            Example(
                tuple(each[..., top : top + size, left : left + size] for each in whole.inputs),
                whole.target[..., top : top + size, left : left + size],
            )
        )
    inputs = tuple(torch.cat(each) for each in zip(*(part.inputs for part in parts)))
    return Example(inputs, torch.cat([part.target for part in parts]))


def quality_of(quality: int, subsampling: Subsampling = "4:2:0") -> Degrade:
    """Every image at one quality."""
    return lambda clean, _: compressed(clean, quality, subsampling)


#: The columns of the curve.
CONDITIONS: dict[str, Degrade] = {
    "psnr_10": quality_of(10),
    "psnr_20": quality_of(20),
    "psnr_40": quality_of(40),
    "psnr_90": quality_of(90),
    "psnr_20_444": quality_of(20, "4:4:4"),
}


def trial(quality: int, subsampling: Subsampling) -> Trial:
    """CBSD68 through libjpeg."""

    def damage(truth: Tensor, _: int) -> Case:
        return Case(jpeg(truth, quality, subsampling), truth, quality / 100)

    return Trial(f"CBSD68 JPEG {quality} {subsampling}", "CBSD68", damage, psnr)


#: The rows of the table.
TRIALS = (*(trial(quality, "4:2:0") for quality in (10, 20, 40)), trial(20, "4:4:4"), trial(90, "4:2:0"))
