"""A U-Net on an image folded 2×2 into channels."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from .blocks import ResidualBlock, convolution, scaled
from .fast import folded


class FoldedUNet(nn.Module):
    """Residual U-Net with a level map, of DRUNet's kind (Zhang et al. 2021, "Plug-and-play image
    restoration with deep denoiser prior"), with a skip over the whole network. It works on an image
    folded 2×2 into channels as FFDNet does: at the same price three times as wide, and wide layers are
    what processors are quick at.

    Four scales, from half the resolution down, of ``width`` times 1, 2, 3, 4 channels, two residual
    blocks each way; strided 2×2 convolutions between the scales. Without ``bias`` the network is
    homogeneous: f(ax, aσ) = a f(x, σ) for a > 0, which carries a denoiser to noise levels that it was
    not trained on (Mohan et al. 2020).

    Width and height must be multiples of 16.
    """

    multiple = 16

    def __init__(self, width: int, bias: bool, blocks: int = 2) -> None:
        super().__init__()
        widths = [width, 2 * width, 3 * width, 4 * width]
        steps = list(zip(widths[:-1], widths[1:]))

        def chain(channels: int) -> nn.Sequential:
            return nn.Sequential(*(ResidualBlock(channels, bias) for _ in range(blocks)))

        self.head = convolution(4 * 3 + 1, width, bias)
        self.encoders = nn.ModuleList(chain(fine) for fine, _ in steps)
        self.downs = nn.ModuleList(nn.Conv2d(fine, coarse, 2, 2, bias=bias) for fine, coarse in steps)
        self.body = chain(widths[-1])
        self.ups = nn.ModuleList(
            nn.ConvTranspose2d(coarse, fine, 2, 2, bias=bias) for fine, coarse in reversed(steps)
        )
        self.decoders = nn.ModuleList(chain(fine) for fine, _ in reversed(steps))
        self.tail = scaled(convolution(width, 4 * 3, bias), 0.1)

    def forward(self, image: Tensor, level: Tensor) -> Tensor:
        x = self.head(folded(image, level))
        skips = [x]
        for encoder, down in zip(self.encoders, self.downs):
            x = down(encoder(x))
            skips.append(x)
        x = self.body(x)
        for up, decoder in zip(self.ups, self.decoders):
            x = decoder(up(x + skips.pop()))
        return image + functional.pixel_shuffle(self.tail(x + skips.pop()), 2)
