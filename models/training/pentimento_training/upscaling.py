"""Low resolution by bicubic decimation, and the truth behind it."""

from __future__ import annotations

import torch
from torch import Tensor

from .degradations import as_8_bit, resize
from .recipe import Degrade, Example
from .trial import Case, Trial, psnr


def decimated(images: Tensor, scale: int) -> Tensor:
    """What a file of the low resolution holds: bicubic, antialiased, 8 bits. Width and height must be
    multiples of ``scale``."""
    return as_8_bit(resize(images, images.shape[2] // scale, images.shape[3] // scale))


def example_of(scale: int) -> Degrade:
    """An example of enlarging by a factor; what does not fill the last pixel is cut off."""

    def degrade(clean: Tensor, _: torch.Generator) -> Example:
        whole = whole_blocks(clean, scale)
        return Example((decimated(whole, scale),), whole)

    return degrade


def whole_blocks(images: Tensor, scale: int) -> Tensor:
    """The images without the last rows and columns that fill no pixel of the low resolution."""
    height, width = (length // scale * scale for length in images.shape[2:])
    return images[:, :, :height, :width]


def luminance(images: Tensor) -> Tensor:
    """Y of BT.601 as video has it, 16 to 235 over 255; grey images count as three equal channels."""
    weights = torch.tensor([65.481, 128.553, 24.966]).view(1, 3, 1, 1)
    return ((images.expand(-1, 3, -1, -1) * weights).sum(dim=1, keepdim=True) + 16) / 255


def trial(images: str, scale: int) -> Trial:
    """By the field's protocol: PSNR of the luminance, without a border as wide as the factor."""

    def damage(truth: Tensor, _: int) -> Case:
        whole = whole_blocks(truth, scale)
        return Case(decimated(whole, scale), whole, None)

    def score(answer: Tensor, truth: Tensor) -> float:
        inside = (..., slice(scale, -scale), slice(scale, -scale))
        return psnr(luminance(answer)[inside], luminance(truth)[inside])

    return Trial(f"{images} ×{scale} luminance", images, damage, score)
