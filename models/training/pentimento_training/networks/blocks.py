"""What the networks are made of."""

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


class ResidualBlock(nn.Module):
    """x + C(relu(C(x))), without normalisation."""

    def __init__(self, width: int, bias: bool) -> None:
        super().__init__()
        self.first = convolution(width, width, bias)
        self.second = scaled(convolution(width, width, bias), 0.2)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(functional.relu(self.first(x)))
