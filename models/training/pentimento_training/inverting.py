"""One inverse problem, min E(f) = ½‖h ⋆ f − y‖² + λ TV(f), and three ways to learn its solution.

Grey images ``(n, 1, height, width)``, white at 1. h is a Gaussian, TV isotropic by forward differences,
and beyond the border the picture goes on by half-sample reflection: cosines make h and ∇ᵀ∇ diagonal.
"""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

from .degradations import gaussian_kernel, gaussian_noise
from .denoising import luminance
from .recipe import Degrade, Example
from .trial import Case, Trial, psnr

#: Standard deviation of h in pixels.
BLUR = 1.6
#: Standard deviation of the noise in y, in units of 255.
NOISE = 2.55
#: λ; the one that the app's total variation chooses for this noise.
WEIGHT = 0.00128
#: λ/ρ of the splitting, as in the app.
CONTRAST = 0.1
ITERATIONS = 150
#: Keeps the derivative of TV finite where the picture is flat.
SMALLEST_SLOPE = 1e-5


@cache
def cosines(length: int) -> Tensor:
    """The orthonormal DCT-II ``(frequency, place)``."""
    places = torch.arange(length, dtype=torch.float64)
    table = torch.cos(torch.pi / length * places[:, None] * (places + 0.5)) * (2 / length) ** 0.5
    table[0] *= 0.5**0.5
    return table.float()


@cache
def gains(height: int, width: int) -> tuple[Tensor, Tensor]:
    """What cosines are multiplied by: by h, and by ∇ᵀ∇; ``(height, width)`` each."""
    radius = -int(-4 * BLUR // 1)
    weights = gaussian_kernel(2 * radius + 1, BLUR, BLUR).double().sum(dim=0)
    offsets = torch.arange(-radius, radius + 1, dtype=torch.float64)

    def along(length: int) -> tuple[Tensor, Tensor]:
        angles = torch.pi / length * torch.arange(length, dtype=torch.float64)
        return torch.cos(angles[:, None] * offsets) @ weights, 2 - 2 * torch.cos(angles)

    (blur_down, slope_down), (blur_across, slope_across) = along(height), along(width)
    blurring = blur_down[:, None] * blur_across
    return blurring.float(), (slope_down[:, None] + slope_across).float()


def to_cosines(images: Tensor) -> Tensor:
    """The cosine transform of each plane."""
    height, width = images.shape[-2:]
    return cosines(height).to(images) @ images @ cosines(width).T.to(images)


def from_cosines(spectra: Tensor) -> Tensor:
    """The inverse of `to_cosines`."""
    height, width = spectra.shape[-2:]
    return cosines(height).T.to(spectra) @ spectra @ cosines(width).to(spectra)


def blurred(images: Tensor) -> Tensor:
    """h ⋆ f."""
    blurring, _ = gains(*images.shape[-2:])
    return from_cosines(to_cosines(images) * blurring.to(images))


def gradient(images: Tensor) -> Tensor:
    """∇f by forward differences, 0 at the last: ``(2, n, 1, height, width)``."""
    across, down = torch.zeros_like(images), torch.zeros_like(images)
    across[..., :, :-1] = images.diff(dim=-1)
    down[..., :-1, :] = images.diff(dim=-2)
    return torch.stack([across, down])


def gradient_adjoint(fields: Tensor) -> Tensor:
    """∇ᵀ."""
    across, down = fields[0, ..., :, :-1], fields[1, ..., :-1, :]
    result = torch.zeros_like(fields[0])
    result[..., :, 1:] += across
    result[..., :, :-1] -= across
    result[..., 1:, :] += down
    result[..., :-1, :] -= down
    return result


def energy(images: Tensor, data: Tensor, smallest: float = 0.0) -> Tensor:
    """E of each image, over the number of its pixels: ``(n,)``.

    :param smallest: TV with √(|∇f|² + smallest²)
    """
    misfit = (blurred(images) - data).square().mean(dim=(1, 2, 3)) / 2
    slopes = (gradient(images).square().sum(dim=0) + smallest**2).sqrt()
    return misfit + WEIGHT * slopes.mean(dim=(1, 2, 3))


@torch.no_grad()
def solve(data: Tensor, iterations: int = ITERATIONS) -> Tensor:
    """The minimisers of E by the alternating direction method of multipliers on d = ∇f, exact in f
    (Goldstein and Osher 2009)."""
    blurring, slopes = (gain.to(data) for gain in gains(*data.shape[-2:]))
    penalty = WEIGHT / CONTRAST
    given = to_cosines(data) * blurring
    inverse = 1 / (blurring.square() + penalty * slopes)
    images = data
    multiplier = torch.zeros_like(gradient(data))
    for _ in range(iterations):
        moved = gradient(images) + multiplier
        # What is longer than λ/ρ is an edge; the multiplier keeps the rest.
        length = moved.square().sum(dim=0).sqrt().clamp_min(CONTRAST)
        multiplier = moved * (CONTRAST / length)
        force = to_cosines(gradient_adjoint(moved - 2 * multiplier))
        images = from_cosines((given + penalty * force) * inverse)
    return images


def measured(clean: Tensor, random: torch.Generator) -> tuple[Tensor, Tensor]:
    """The grey of RGB images, and what is measured of it."""
    truth = luminance(clean)
    levels = torch.full((len(truth),), NOISE, device=truth.device)
    never = torch.zeros_like(levels, dtype=torch.bool)
    return truth, gaussian_noise(blurred(truth), levels, never, random)


def solved(clean: Tensor, random: torch.Generator) -> Example:
    """Supervised: the solver's answer is wanted."""
    _, data = measured(clean, random)
    return Example((data,), solve(data))


def made_up(clean: Tensor, random: torch.Generator) -> Example:
    """Self-supervised: the picture is wanted that the data were made from."""
    truth, data = measured(clean, random)
    return Example((data,), truth)


def unsolved(clean: Tensor, random: torch.Generator) -> Example:
    """Unsupervised: nothing is wanted but a low energy for the data."""
    _, data = measured(clean, random)
    return Example((data,), data)


def energy_loss(answer: Tensor, example: Example) -> Tensor:
    """E itself, in dB as the loss of the others is, mean over the images."""
    (data,) = example.inputs
    return 10 * torch.log10(energy(answer, data, SMALLEST_SLOPE)).mean()


#: The columns of the curves: dB to the truth and to the solver's answer.
CONDITIONS: dict[str, Degrade] = {"psnr": made_up, "psnr_solution": solved}


def damage(truth: Tensor, index: int) -> Case:
    """With a fixed seed per image."""
    grey, data = measured(truth.expand(-1, 3, -1, -1), torch.Generator().manual_seed(index))
    return Case(data, grey, None)


TRIALS = (Trial("Set12 deblurred", "Set12", damage, psnr),)
