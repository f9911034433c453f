"""A denoiser for previews and batches."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .blocks import ResidualBlock, convolution, scaled


def folded(image: Tensor, level: Tensor | None) -> Tensor:
    """The image's 2×2 blocks as channels, and the level map, where there is one, at their resolution:
    ``(n, 12 or 13, h/2, w/2)``."""
    blocks = functional.pixel_unshuffle(image, 2)
    return blocks if level is None else torch.cat([blocks, functional.avg_pool2d(level, 2)], dim=1)


class FastDenoiser(nn.Module):
    """Few layers on an image folded 2×2 into channels, after FFDNet (Zhang, Zuo, Zhang 2018, "FFDNet:
    toward a fast and flexible solution for CNN-based image denoising"), with most of its work done at
    a quarter of the resolution, where a layer sees farther for the same price.

    ``width`` is the number of channels at half the resolution. Has biases, so that it can know where
    an 8-bit file clips its noise. One that is not ``told`` a level has no map; with a ``scale`` it adds
    to each pixel repeated so many times along each side. Width and height must be multiples of 4.
    """

    multiple = 4

    def __init__(self, width: int = 32, blocks: int = 2, told: bool = True, scale: int = 1) -> None:
        super().__init__()
        self.scale = scale
        self.head = convolution(4 * 3 + int(told), width, bias=True)
        self.before = ResidualBlock(width, bias=True)
        self.down = nn.Conv2d(width, 2 * width, 2, 2)
        self.body = nn.Sequential(*(ResidualBlock(2 * width, bias=True) for _ in range(blocks)))
        self.up = nn.ConvTranspose2d(2 * width, width, 2, 2)
        self.after = ResidualBlock(width, bias=True)
        self.tail = scaled(convolution(width, 3 * (2 * scale) ** 2, bias=True), 0.1)

    def forward(self, image: Tensor, level: Tensor | None = None) -> Tensor:
        fine = self.before(functional.relu(self.head(folded(image, level))))
        coarse = self.down(fine)
        coarse = coarse + self.body(coarse)
        fine = self.after(fine + self.up(coarse))
        detail = functional.pixel_shuffle(self.tail(fine), 2 * self.scale)
        if self.scale == 1:
            return image + detail
        return detail + functional.interpolate(image, scale_factor=float(self.scale), mode="nearest")
