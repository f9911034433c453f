"""The optimisers of a network of convolutions: Muon for the kernels between features, Adam for the rest."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn

MOMENTUM = 0.95
#: Adam's steps have about this root mean square times the rate; so do ours.
STEP_OF_ADAM = 0.2
#: No more channels than a folded image with its level has.
FEW_CHANNELS = 16
#: A quintic that drives singular values of at most 1 to near 1 in five steps.
QUINTIC = (3.4445, -4.7750, 2.0315)


def orthogonalised(matrix: Tensor) -> Tensor:
    """About U Vᵀ for a matrix U S Vᵀ: all singular values between 0.7 and 1.2, by Newton and Schulz."""
    wide = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.t()
    x = wide / (wide.norm() + 1e-7)
    first, third, fifth = QUINTIC
    for _ in range(5):
        square = x @ x.t()
        x = first * x + (third * square + fifth * square @ square) @ x
    return x if wide is matrix else x.t()


class Muon(torch.optim.Optimizer):
    """Momentum whose steps are orthogonalised (Jordan et al. 2024, "Muon: an optimizer for hidden layers
    in neural networks"), scaled to the size of Adam's (Liu et al. 2025, "Muon is scalable for LLM
    training"), so that rates are as for Adam. A kernel ``(outputs, inputs, height, width)`` counts as a
    matrix of as many rows as its first axis.
    """

    def __init__(self, parameters: list[nn.Parameter], lr: float) -> None:
        super().__init__(parameters, {"lr": lr})

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        """Moves each parameter against its gradient."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                momentum = self.state[parameter].setdefault("momentum", torch.zeros_like(parameter))
                momentum.mul_(MOMENTUM).add_(parameter.grad)
                ahead = parameter.grad.add(momentum, alpha=MOMENTUM).flatten(1)
                size = STEP_OF_ADAM * math.sqrt(max(ahead.shape))
                step = orthogonalised(ahead).reshape(parameter.shape)
                parameter.add_(step, alpha=-group["lr"] * size)


def optimizers_of(network: nn.Module, lr: float) -> list[torch.optim.Optimizer]:
    """One for the kernels from features to features; one for those from and to images, where directions
    differ in weight, and for biases."""
    kernels = [each for each in network.parameters() if each.ndim == 4 and min(each.shape[:2]) > FEW_CHANNELS]
    ours = {id(each) for each in kernels}
    others = [each for each in network.parameters() if id(each) not in ours]
    return [Muon(kernels, lr), torch.optim.Adam(others, lr)] if kernels else [torch.optim.Adam(others, lr)]
