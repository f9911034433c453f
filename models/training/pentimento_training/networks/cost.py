"""What a network costs."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def parameters_of(network: nn.Module) -> int:
    """The number of trained numbers."""
    return sum(parameter.numel() for parameter in network.parameters())


def flops_per_pixel(network: nn.Module, inputs: tuple[Tensor, ...]) -> float:
    """Floating-point operations per pixel of the first input, convolutions only, a multiply-add as two."""
    total = 0

    def count(layer: nn.Module, _: tuple[Tensor, ...], output: Tensor) -> None:
        nonlocal total
        assert isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d))
        kernel = layer.weight[0, 0].numel()
        channels = layer.in_channels
        if isinstance(layer, nn.ConvTranspose2d):
            # Each output pixel of a transposed convolution takes part in kernel / stride² products.
            kernel = kernel // (layer.stride[0] * layer.stride[1])
        total += 2 * output.numel() * channels * kernel

    hooks = [
        layer.register_forward_hook(count)
        for layer in network.modules()
        if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d))
    ]
    with torch.no_grad():
        network(*inputs)
    for hook in hooks:
        hook.remove()
    return total / inputs[0][:, 0].numel()
