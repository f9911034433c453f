"""A trained field of experts."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

#: Width and height of a filter, and the zero-mean directions among its pixels.
SIDE = 5
DIRECTIONS = SIDE**2 - 1
#: Where the experts bend at first, in standard deviations of the noise.
BENDS = (0.7, 2.0, 5.0, 14.0)
#: No level is below it, white at 1: a picture is divided by its level.
LEAST_LEVEL = 1e-4


def cosines() -> Tensor:
    """The discrete cosine transform's basis of patches without the constant, ``(24, 25)``, orthonormal."""
    place = (torch.arange(SIDE, dtype=torch.float64) + 0.5) * math.pi / SIDE
    waves = torch.cos(torch.arange(SIDE, dtype=torch.float64)[:, None] * place)
    waves = waves / waves.norm(dim=1, keepdim=True)
    return torch.einsum("iy,jx->ijyx", waves, waves).reshape(SIDE**2, SIDE**2)[1:].float()


COSINES = cosines()


class Stage(nn.Module):
    """One step of gradient descent on the energy of a field of experts and of a bond to the picture
    measured (Chen, Pock 2017, eq. 5): x − ∇E(x) − λ (x − y) with

        E(x) = 1/25 Σₚ Σᵢ ρᵢ(kᵢ · x at p),   ρᵢ(z) = ½ Σⱼ wᵢⱼ sᵢⱼ² log(1 + z²/sᵢⱼ²),

    where p runs over the patches. The filters kᵢ have mean zero. Each expert ρᵢ is a mixture of those of
    Roth and Black (2005), of any sign and scale, so that it may also favour what they penalise.
    """

    def __init__(self, filters: int) -> None:
        super().__init__()
        self.directions = nn.Parameter(torch.eye(DIRECTIONS).repeat(-(-filters // DIRECTIONS), 1)[:filters])
        weights = torch.tensor([0.0, 0.1, 0.1, 0.0]).view(-1, 1, 1, 1)
        self.weights = nn.Parameter(weights.repeat(1, filters, 1, 1))
        self.bends = nn.Parameter(torch.tensor(BENDS).log().view(-1, 1, 1, 1).repeat(1, filters, 1, 1))
        self.bond = nn.Parameter(torch.tensor(0.1))

    def filters(self) -> Tensor:
        """``(filters, 1, 5, 5)``."""
        return (self.directions @ COSINES.to(self.directions.device)).view(-1, 1, SIDE, SIDE)

    def energy(self, x: Tensor) -> Tensor:
        """E(x) of one picture or several, a scalar."""
        squares = functional.conv2d(x, self.filters()).square()
        scales = self.bends.exp().square()
        experts = self.weights * scales * torch.log1p(squares[:, None] / scales)
        return 0.5 * experts.sum() / SIDE**2

    def forward(self, x: Tensor, measured: Tensor) -> Tensor:
        filters = self.filters()
        responses = functional.conv2d(x, filters)
        squares = responses * responses
        gain = torch.zeros_like(squares)
        for weight, scale in zip(self.weights, self.bends.exp().square()):
            gain = gain + weight / (1 + squares / scale)
        force = functional.conv_transpose2d(responses * gain, filters / SIDE**2)
        return x - force - self.bond * (x - measured)


class FieldOfExperts(nn.Module):
    """Gradient descent on a trained field of experts, stopped after a few steps, each with filters and
    experts of its own: TNRD (Chen, Pock 2017, "Trainable nonlinear reaction diffusion"), on a picture in
    units of its noise. It is therefore homogeneous, f(ax, aσ) = a f(x, σ), and one network serves all
    levels; and adding a constant to the picture adds it to the answer.

    One channel; the noise level is the mean of the map. Width and height must be multiples of 8, so that
    a border can be mirrored.
    """

    multiple = 8
    STAGES = 5
    #: So that each pixel of the picture lies in as many patches.
    BORDER = SIDE - 1

    def __init__(self, filters: int) -> None:
        super().__init__()
        self.stages = nn.ModuleList(Stage(filters) for _ in range(self.STAGES))

    def forward(self, image: Tensor, level: Tensor) -> Tensor:
        sigma = level.mean(dim=(2, 3), keepdim=True).clamp(min=LEAST_LEVEL)
        border = self.BORDER
        measured = functional.pad(image / sigma, (border, border, border, border), mode="reflect")
        x = measured
        for stage in self.stages:
            x = stage(x, measured)
        return x[:, :, border:-border, border:-border] * sigma
