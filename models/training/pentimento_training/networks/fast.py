"""Few layers, most of them at a quarter of the resolution."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .blocks import ResidualBlock, convolution, scaled


def folded(image: Tensor, level: Tensor) -> Tensor:
    """The image's 2×2 blocks as channels, and the level map at their resolution: ``(n, 13, h/2, w/2)``."""
    return torch.cat([functional.pixel_unshuffle(image, 2), functional.avg_pool2d(level, 2)], dim=1)


class FewLayers(nn.Module):
    """Few layers on an image folded 2×2 into channels, with most of the work done at a quarter of the
    resolution, where a layer sees farther for the same price.

    ``width`` is the number of channels at half the resolution. Has biases. Width and height must be
    multiples of 4.
    """

    multiple = 4

    def __init__(self, inputs: int, outputs: int, width: int, blocks: int) -> None:
        """:param inputs: channels of the folded image, ``outputs`` of the folded answer"""
        super().__init__()
        self.head = convolution(inputs, width, bias=True)
        self.before = ResidualBlock(width, bias=True)
        self.down = nn.Conv2d(width, 2 * width, 2, 2)
        self.body = nn.Sequential(*(ResidualBlock(2 * width, bias=True) for _ in range(blocks)))
        self.up = nn.ConvTranspose2d(2 * width, width, 2, 2)
        self.after = ResidualBlock(width, bias=True)
        self.tail = scaled(convolution(width, outputs, bias=True), 0.1)

    def detail(self, features: Tensor, block: int = 2) -> Tensor:
        """What is to be added to the image, at its full resolution; of a ``block`` of another side than
        2, at another one."""
        fine = self.before(functional.relu(self.head(features)))
        coarse = self.down(fine)
        coarse = coarse + self.body(coarse)
        return functional.pixel_shuffle(self.tail(self.after(fine + self.up(coarse))), block)


class FastDenoiser(FewLayers):
    """A denoiser for previews and batches, after FFDNet (Zhang, Zuo, Zhang 2018, "FFDNet: toward a fast
    and flexible solution for CNN-based image denoising"). Its biases let it know where an 8-bit file
    clips its noise."""

    def __init__(self, width: int = 32, blocks: int = 2) -> None:
        super().__init__(4 * 3 + 1, 4 * 3, width, blocks)

    def forward(self, image: Tensor, level: Tensor) -> Tensor:
        return image + self.detail(folded(image, level))


class DirectInverse(FewLayers):
    """A direct network for one inverse problem, on grey images: it is told nothing but the data."""

    def __init__(self, width: int = 24, blocks: int = 2) -> None:
        super().__init__(4, 4, width, blocks)

    def forward(self, image: Tensor) -> Tensor:
        return image + self.detail(functional.pixel_unshuffle(image, 2))


class Restorer(FewLayers):
    """A blind network: it is told nothing of the damage. It adds to each pixel repeated ``scale`` ×
    ``scale`` times."""

    def __init__(self, width: int, scale: int, blocks: int = 2) -> None:
        super().__init__(4 * 3, 3 * (2 * scale) ** 2, width, blocks)
        self.scale = scale

    def forward(self, image: Tensor) -> Tensor:
        detail = self.detail(functional.pixel_unshuffle(image, 2), 2 * self.scale)
        if self.scale == 1:
            return image + detail
        return detail + functional.interpolate(image, scale_factor=float(self.scale), mode="nearest")
