"""The networks. Each answers the codes after every layer, beginning from zero."""

from __future__ import annotations

import torch
from torch import Tensor, nn

LAYERS = 16


def shrink(values: Tensor, threshold: Tensor | float) -> Tensor:
    """The soft threshold: sign(v) max(0, |v| − θ)."""
    return values.sign() * (values.abs() - threshold).clamp_min(0)


class Unrolled(nn.Module):
    """Layers with a threshold θ each, kept as its logarithm."""

    def __init__(self, thresholds: Tensor) -> None:
        super().__init__()
        self.log_thresholds = nn.Parameter(thresholds.log())

    @property
    def thresholds(self) -> Tensor:
        """θ, ``(layers,)``."""
        return self.log_thresholds.exp()

    def scalars(self) -> list[nn.Parameter]:
        """The parameters that are one number per layer."""
        return [self.log_thresholds]

    def forward(self, data: Tensor, depth: int = LAYERS) -> list[Tensor]:
        """Codes ``(count, length)`` after each of the first ``depth`` layers."""
        raise NotImplementedError


class Lista(Unrolled):
    """x⁺ = S_θ(B b + S x), with B and S the same in all layers (Gregor and LeCun 2010)."""

    def __init__(self, weight: Tensor, dictionary: Tensor, step: float, thresholds: Tensor) -> None:
        """Begins with B = αWᵀ and S = I − αWᵀA: with W = A, α = 1/‖A‖² and θ = αµ, as ISTA."""
        super().__init__(thresholds)
        self.input = nn.Parameter(step * weight.T.clone())
        self.state = nn.Parameter(torch.eye(weight.shape[1]) - step * weight.T @ dictionary)

    def forward(self, data: Tensor, depth: int = LAYERS) -> list[Tensor]:
        given = data @ self.input.T
        codes = [shrink(given, self.thresholds[0])]
        for threshold in self.thresholds[1:depth]:
            codes.append(shrink(given + codes[-1] @ self.state.T, threshold))
        return codes


class Coupled(Unrolled):
    """x⁺ = S_θ(x + γ Wᵀ(b − A x)), where B and S are coupled by one W.

    With a W for each layer this is LISTA-CP (Chen, Liu, Wang and Yin 2018; there γ is part of W). With one
    W that is computed and not trained, two numbers per layer are all that is learned: ALISTA (Liu, Chen,
    Wang and Yin 2019), or, with W = A, the learned steps of Ablin, Moreau, Massias and Gramfort 2019.
    """

    def __init__(
        self, weight: Tensor, dictionary: Tensor, steps: Tensor, thresholds: Tensor, trained: bool
    ) -> None:
        """:param weight: W of all layers ``(measurements, length)``, or of each ``(layers, …)``
        :param trained: whether each layer gets a W of its own, which begins as the one given"""
        super().__init__(thresholds)
        self.dictionary: Tensor
        self.register_buffer("dictionary", dictionary, persistent=False)
        self.steps = nn.Parameter(steps)
        each = weight.expand(len(steps), *weight.shape[-2:])
        self.weights = nn.Parameter(each.clone(), requires_grad=True) if trained else each

    def scalars(self) -> list[nn.Parameter]:
        return [*super().scalars(), self.steps]

    def forward(self, data: Tensor, depth: int = LAYERS) -> list[Tensor]:
        codes = [torch.zeros(len(data), self.dictionary.shape[1])]
        for weight, step, threshold in zip(self.weights[:depth], self.steps, self.thresholds):
            # The first layer's residual is the data.
            residual = data if len(codes) == 1 else data - codes[-1] @ self.dictionary.T
            codes.append(shrink(codes[-1] + step * (residual @ weight), threshold))
        return codes[1:]
