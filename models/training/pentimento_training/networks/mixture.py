"""The patch prior of EPLL, as a denoiser."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

#: Width and height of a patch, and the numbers in it.
SIDE = 8
PIXELS = SIDE**2


class PatchMixture(nn.Module):
    """The mean of what a Gaussian mixture makes of each 8×8 patch: the patch step of EPLL (Zoran, Weiss
    2011, "From learning models of natural images to whole image restoration", eq. 4 and the steps
    below it).

    Patches without their mean are drawn from one of ``components`` zero-mean Gaussians, each with
    ``RANK`` principal directions and the same variance in all others (Tipping, Bishop 1999, "Mixtures of
    probabilistic principal component analysers"). Of a noisy patch the likeliest component is chosen,
    and the Wiener estimate under it replaces the patch; overlapping patches are averaged. One channel;
    the noise level is the mean of the map.

    Any width and height from 8 up.
    """

    multiple = 8
    RANK = 24

    def __init__(self, components: int) -> None:
        super().__init__()
        self.components = components
        # Frozen: learned by expectation maximisation, not by descent.
        self.axes = nn.Parameter(torch.eye(PIXELS)[: self.RANK].repeat(components, 1), requires_grad=False)
        self.variances = nn.Parameter(torch.full((components, self.RANK), 0.01), requires_grad=False)
        self.rest = nn.Parameter(torch.full((components,), 1e-3), requires_grad=False)
        self.weights = nn.Parameter(torch.full((components,), 1 / components), requires_grad=False)

    def log_likelihoods(self, squares: Tensor, energy: Tensor, noise: Tensor) -> Tensor:
        """log of weight times density, up to a constant, of patches with white noise.

        :param squares: of the coordinates along the axes ``(n, components, RANK, …)``
        :param energy: squared lengths of the patches without their mean ``(n, 1, …)``
        :param noise: variance of the noise, a scalar
        :returns: ``(n, components, …)``
        """
        along, rest = self.variances + noise, self.rest + noise
        # One of the 64 dimensions is the mean, of which the prior says nothing.
        free = PIXELS - 1 - self.RANK
        constant = torch.log(self.weights) - 0.5 * (torch.log(along).sum(dim=1) + free * torch.log(rest))
        trailing = [1] * (energy.ndim - 2)
        gain = (1 / rest[:, None] - 1 / along).view(1, self.components, self.RANK, *trailing)
        explained = (squares * gain).sum(dim=2)
        shape = (1, self.components, *trailing)
        return constant.view(shape) + 0.5 * (explained - energy / rest.view(shape))

    def forward(self, image: Tensor, level: Tensor) -> Tensor:
        noise = level.mean().square()
        n, _, height, width = image.shape
        rows, columns = height - SIDE + 1, width - SIDE + 1
        identity = torch.eye(PIXELS, dtype=image.dtype).view(PIXELS, 1, SIDE, SIDE)
        patches = functional.conv2d(image, identity)
        means = patches.mean(dim=1, keepdim=True)
        patches = patches - means
        axes = self.axes.view(-1, PIXELS, 1, 1)
        coordinates = functional.conv2d(patches, axes)
        squares = coordinates.square().view(n, self.components, self.RANK, rows, columns)
        energy = patches.square().sum(dim=1, keepdim=True)
        best = self.log_likelihoods(squares, energy, noise).argmax(dim=1)
        # (patches, RANK, 64) of the chosen components; the share of signal along each axis.
        chosen = best.reshape(-1)
        own_axes = self.axes.view(self.components, self.RANK, PIXELS)[chosen]
        shares = (self.variances / (self.variances + noise))[chosen]
        rest = (self.rest / (self.rest + noise))[chosen][:, None]
        flat = patches.permute(0, 2, 3, 1).reshape(-1, PIXELS, 1)
        along = torch.matmul(own_axes, flat)
        detail = torch.matmul(own_axes.transpose(1, 2), along * (shares - rest)[:, :, None])
        estimate = (detail + flat * rest[:, :, None]).view(n, rows, columns, PIXELS).permute(
            0, 3, 1, 2
        ) + means
        total = functional.conv_transpose2d(estimate, identity)
        counts = functional.conv_transpose2d(torch.ones_like(estimate), identity)
        return total / counts


def log_density(mixture: PatchMixture, patches: Tensor, noise: float) -> Tensor:
    """log of weight times density ``(n, components)`` of patches ``(n, 64)`` without their mean, up to a
    constant."""
    squares = (patches @ mixture.axes.T).square().view(-1, mixture.components, mixture.RANK)
    energy = patches.square().sum(dim=1, keepdim=True)
    return mixture.log_likelihoods(squares, energy, torch.tensor(noise)) - 0.5 * PIXELS * math.log(
        2 * math.pi
    )
