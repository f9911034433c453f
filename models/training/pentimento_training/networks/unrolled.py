"""Unrolled deconvolution and super-resolution."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn

from ..degradations import resize
from .fast import FastDenoiser

#: Of the data, in units of 255: what rounding to 8 bits leaves.
LEAST_NOISE = 0.255
#: At which it begins: the first level of DPIR's schedule, and the weight of its denoiser as fitted for
#: the app's plug-and-play methods.
FIRST_LEVEL = 49.0
PRIOR_WEIGHT = 0.3


class Unrolled(nn.Module):
    """A few steps of half-quadratic splitting, trained as one network, after USRNet (Zhang, Van Gool,
    Timofte 2020, "Deep unfolding network for image super-resolution", eq. 6–9). For y = A x + noise, A
    the convolution with any PSF on a periodic plane and then every ``scale``-th sample, in step k:

        x ← argmin ½‖A x − y‖² + αₖ/2 ‖x − z‖²,   z ← D(x, βₖ),

    the first exactly, the second by one network for all steps. αₖ and βₖ (units of 255) are exp(a + b ln σ
    + c ln scale), σ the noise of the data in units of 255, with numbers of each step; they begin as DPIR's
    schedule. As in the app's plug-and-play methods D sees the picture in another of its eight positions
    in every step. ``width`` is that of D.
    """

    multiple = FastDenoiser.multiple

    def __init__(self, width: int = 32, steps: int = 5) -> None:
        super().__init__()
        self.prior = FastDenoiser(width)
        falling = torch.linspace(0, 1, steps)
        levels = torch.stack([(1 - falling) * math.log(FIRST_LEVEL), falling, 0 * falling], dim=1)
        weights = torch.tensor([math.log(PRIOR_WEIGHT), 2.0, 0.0]) - 2 * levels
        self.levels = nn.Parameter(levels)
        self.weights = nn.Parameter(weights)

    def forward(self, measured: Tensor, psf: Tensor, level: Tensor) -> Tensor:
        """The restored images.

        :param measured: ``(n, 3, height, width)``
        :param psf: on the periodic plane of the restored images, ``(n, 1, scale · height, scale · width)``,
            its origin at the corner
        :param level: standard deviation of the noise ``(n, 1, 1, 1)``, white at 1
        """
        reduction = Reduction(psf, measured.shape[-2:])
        height, width = psf.shape[-2:]
        noise = torch.log((255 * level).clamp(min=LEAST_NOISE))
        known = torch.stack([torch.ones_like(noise), noise, math.log(reduction.scale) + 0 * noise])
        z = measured if reduction.scale == 1 else resize(measured, height, width)
        for step, (weight, strength) in enumerate(zip(self.weights, self.levels)):
            penalty = torch.exp(torch.einsum("a,anijk->nijk", weight, known))
            told = torch.exp(torch.einsum("a,anijk->nijk", strength, known)) / 255
            x = laid(reduction.nearest(z, measured, penalty), step)
            map_ = told.expand(-1, 1, *x.shape[-2:])
            z = laid_back(self.prior(x.contiguous(memory_format=torch.channels_last), map_).float(), step)
        return z

    @torch.no_grad()
    def schedule(self) -> list[dict[str, Any]]:
        """The numbers of each step, as the card has them."""
        return [
            {
                "weight": [round(number, 5) for number in weight],
                "level": [round(number, 5) for number in level],
            }
            for weight, level in zip(self.weights.tolist(), self.levels.tolist())
        ]


class Reduction:
    """A: a periodic convolution, then every ``scale``-th sample of rows and columns from
    ⌊(scale − 1)/2⌋ on."""

    def __init__(self, psf: Tensor, measured: torch.Size) -> None:
        """
        :param psf: as `Unrolled.forward` takes it
        :param measured: height and width of A x
        """
        self.fine, self.coarse = psf.shape[-2:], measured
        self.scale = self.fine[1] // measured[1]
        phase = (self.scale - 1) // 2
        self.kept = (..., slice(phase, None, self.scale), slice(phase, None, self.scale))
        self.transfer = torch.fft.rfft2(psf.float())
        autocorrelation = torch.fft.irfft2(self.transfer.abs().square(), s=self.fine)
        self.gram = torch.fft.rfft2(autocorrelation[..., :: self.scale, :: self.scale]).real
        """Eigenvalues of A Aᵀ, which is a convolution of the coarse plane."""

    def apply(self, images: Tensor) -> Tensor:
        """A x."""
        blurred = torch.fft.irfft2(torch.fft.rfft2(images.float()) * self.transfer, s=self.fine)
        return blurred[self.kept]

    def adjoint(self, measured: Tensor) -> Tensor:
        """Aᵀ y."""
        spread = measured.new_zeros(*measured.shape[:2], *self.fine)
        spread[self.kept] = measured
        return torch.fft.irfft2(torch.fft.rfft2(spread) * self.transfer.conj(), s=self.fine)

    def nearest(self, z: Tensor, measured: Tensor, penalty: Tensor) -> Tensor:
        """argmin ½‖A x − y‖² + penalty/2 ‖x − z‖² = z + Aᵀ(A Aᵀ + penalty)⁻¹(y − A z)."""
        missing = torch.fft.rfft2(measured - self.apply(z)) / (self.gram + penalty)
        return z + self.adjoint(torch.fft.irfft2(missing, s=self.coarse))


def laid(images: Tensor, way: int) -> Tensor:
    """One of the eight ways to lay a picture: bit 0 of ``way`` mirrors left and right, bit 1 up and down,
    bit 2 swaps the axes."""
    mirrored = images.flip([dim for dim, bit in ((-1, 1), (-2, 2)) if way & bit])
    return mirrored.transpose(-1, -2) if way & 4 else mirrored


def laid_back(images: Tensor, way: int) -> Tensor:
    """Undoes `laid`."""
    turned = images.transpose(-1, -2) if way & 4 else images
    return turned.flip([dim for dim, bit in ((-1, 1), (-2, 2)) if way & bit])
