"""A network that enlarges by a whole factor."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from .blocks import ResidualBlock, convolution, scaled


class Upscaler(nn.Module):
    """Residual blocks at the low resolution, then sub-pixel convolution: EDSR's baseline (Lim et al.
    2017, "Enhanced deep residual networks for single image super-resolution"), smaller. The network
    adds to each pixel repeated ``scale`` × ``scale`` times.

    All but the last layer have the same shape for every ``scale``, so that one can be trained from
    another. Any width and height.
    """

    multiple = 1

    def __init__(self, width: int, scale: int, blocks: int = 8) -> None:
        super().__init__()
        self.scale = scale
        self.head = convolution(3, width, bias=True)
        self.body = nn.Sequential(*(ResidualBlock(width, bias=True) for _ in range(blocks)))
        self.tail = scaled(convolution(width, 3 * scale**2, bias=True), 0.1)

    def forward(self, image: Tensor) -> Tensor:
        x = self.head(image - 0.5)
        detail = functional.pixel_shuffle(self.tail(x + self.body(x)), self.scale)
        return detail + functional.interpolate(image, scale_factor=float(self.scale), mode="nearest")
