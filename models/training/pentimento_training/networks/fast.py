"""A denoiser for previews and batches."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .blocks import ResidualBlock, convolution, scaled


def folded(image: Tensor, level: Tensor) -> Tensor:
    """The image's 2×2 blocks as channels, and the level map at their resolution: ``(n, 13, h/2, w/2)``."""
    return torch.cat([functional.pixel_unshuffle(image, 2), functional.avg_pool2d(level, 2)], dim=1)


class FastDenoiser(nn.Module):
    """Few layers on an image folded 2×2 into channels, after FFDNet (Zhang, Zuo, Zhang 2018, "FFDNet:
    toward a fast and flexible solution for CNN-based image denoising"), with most of its work done at
    a quarter of the resolution, where a layer sees farther for the same price.

    ``width`` is the number of channels at half the resolution. Has biases, so that it can know where
    an 8-bit file clips its noise. Width and height must be multiples of 4.
    """

    multiple = 4

    def __init__(self, width: int = 32, blocks: int = 2) -> None:
        super().__init__()
        self.head = convolution(4 * 3 + 1, width, bias=True)
        self.before = ResidualBlock(width, bias=True)
        self.down = nn.Conv2d(width, 2 * width, 2, 2)
        self.body = nn.Sequential(*(ResidualBlock(2 * width, bias=True) for _ in range(blocks)))
        self.up = nn.ConvTranspose2d(2 * width, width, 2, 2)
        self.after = ResidualBlock(width, bias=True)
        self.tail = scaled(convolution(width, 4 * 3, bias=True), 0.1)

    def forward(self, image: Tensor, level: Tensor) -> Tensor:
        fine = self.before(functional.relu(self.head(folded(image, level))))
        coarse = self.down(fine)
        coarse = coarse + self.body(coarse)
        fine = self.after(fine + self.up(coarse))
        return image + functional.pixel_shuffle(self.tail(fine), 2)
