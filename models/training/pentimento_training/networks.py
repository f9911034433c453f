"""The networks, each sized by one number.

Every network takes images ``(n, 3, height, width)`` with white at 1 and a noise map
``(n, 1, height, width)`` holding the standard deviation in the same units, and gives the restored
images. Grey images are given as three equal channels.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


def convolution(inputs: int, outputs: int, bias: bool) -> nn.Conv2d:
    """A 3×3 convolution that keeps the size, initialised for a rectifier behind it (He et al. 2015)."""
    layer = nn.Conv2d(inputs, outputs, 3, padding=1, bias=bias)
    nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer


def scaled(layer: nn.Conv2d, gain: float) -> nn.Conv2d:
    """The layer with its initial weights multiplied by ``gain``: residual branches start small."""
    with torch.no_grad():
        layer.weight.mul_(gain)
    return layer


def folded(image: Tensor, noise: Tensor) -> Tensor:
    """The image's 2×2 blocks as channels, and the noise map at their resolution: ``(n, 13, h/2, w/2)``."""
    return torch.cat([functional.pixel_unshuffle(image, 2), functional.avg_pool2d(noise, 2)], dim=1)


class ResidualBlock(nn.Module):
    """x + C(relu(C(x))), without normalisation."""

    def __init__(self, width: int, bias: bool) -> None:
        super().__init__()
        self.first = convolution(width, width, bias)
        self.second = scaled(convolution(width, width, bias), 0.2)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(functional.relu(self.first(x)))


class DenoisingUNet(nn.Module):
    """Bias-free residual U-Net with a noise map, of DRUNet's kind (Zhang et al. 2021, "Plug-and-play
    image restoration with deep denoiser prior"), with a skip over the whole network. It works on an
    image folded 2×2 into channels as FFDNet does: at the same price three times as wide, and wide
    layers are what processors are quick at.

    Without biases the network is homogeneous: f(ax, aσ) = a f(x, σ) for a > 0, which carries it to
    noise levels it was not trained on (Mohan et al. 2020). Four scales, from half the resolution down,
    of ``width`` times 1, 2, 3, 4 channels, two residual blocks each way; strided 2×2 convolutions
    between the scales.

    Width and height must be multiples of 16.
    """

    multiple = 16

    def __init__(self, width: int = 40, blocks: int = 2) -> None:
        super().__init__()
        widths = [width, 2 * width, 3 * width, 4 * width]
        steps = list(zip(widths[:-1], widths[1:]))

        def chain(channels: int) -> nn.Sequential:
            return nn.Sequential(*(ResidualBlock(channels, bias=False) for _ in range(blocks)))

        self.head = convolution(4 * 3 + 1, width, bias=False)
        self.encoders = nn.ModuleList(chain(fine) for fine, _ in steps)
        self.downs = nn.ModuleList(nn.Conv2d(fine, coarse, 2, 2, bias=False) for fine, coarse in steps)
        self.body = chain(widths[-1])
        self.ups = nn.ModuleList(
            nn.ConvTranspose2d(coarse, fine, 2, 2, bias=False) for fine, coarse in reversed(steps)
        )
        self.decoders = nn.ModuleList(chain(fine) for fine, _ in reversed(steps))
        self.tail = scaled(convolution(width, 4 * 3, bias=False), 0.1)

    def forward(self, image: Tensor, noise: Tensor) -> Tensor:
        x = self.head(folded(image, noise))
        skips = [x]
        for encoder, down in zip(self.encoders, self.downs):
            x = down(encoder(x))
            skips.append(x)
        x = self.body(x)
        for up, decoder in zip(self.ups, self.decoders):
            x = decoder(up(x + skips.pop()))
        return image + functional.pixel_shuffle(self.tail(x + skips.pop()), 2)


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

    def forward(self, image: Tensor, noise: Tensor) -> Tensor:
        fine = self.before(functional.relu(self.head(folded(image, noise))))
        coarse = self.down(fine)
        coarse = coarse + self.body(coarse)
        fine = self.after(fine + self.up(coarse))
        return image + functional.pixel_shuffle(self.tail(fine), 2)


def parameters_of(network: nn.Module) -> int:
    """The number of trained numbers."""
    return sum(parameter.numel() for parameter in network.parameters())


def flops_per_pixel(network: nn.Module, side: int = 64) -> float:
    """Floating-point operations per pixel of the input, convolutions only, a multiply-add as two."""
    total = 0

    def count(layer: nn.Module, _: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal total
        assert isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d))
        kernel = layer.weight[0, 0].numel()
        inputs = layer.in_channels
        if isinstance(layer, nn.ConvTranspose2d):
            # Each output pixel of a transposed convolution takes part in kernel / stride² products.
            kernel = kernel // (layer.stride[0] * layer.stride[1])
        total += 2 * output.numel() * inputs * kernel

    hooks = [
        layer.register_forward_hook(count)
        for layer in network.modules()
        if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d))
    ]
    parameter = next(network.parameters())
    image = torch.zeros(1, 3, side, side, device=parameter.device)
    with torch.no_grad():
        network(image, image[:, :1])
    for hook in hooks:
        hook.remove()
    return total / side**2
