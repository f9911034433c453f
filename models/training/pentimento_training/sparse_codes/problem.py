"""The reference set-up of learned sparse coding, after Chen, Liu, Wang and Yin 2018."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

MEASUREMENTS = 250
CODE_LENGTH = 500
#: Share of the entries of a code that are not zero.
DENSITY = 0.1
#: µ in ½‖b − A x‖² + µ‖x‖₁.
WEIGHT = 0.1


@dataclass(frozen=True)
class Problem:
    """Codes x are seen as b = A x + noise."""

    dictionary: Tensor
    """A, ``(measurements, length)``: normal numbers, every column of norm 1."""
    lipschitz: float
    """‖A‖²."""
    analytic: Tensor
    """W of ALISTA, of A's shape."""


def analytic_weight(dictionary: Tensor) -> Tensor:
    """W that minimises ‖WᵀA‖² in Frobenius' norm with wᵢᵀaᵢ = 1: a stand-in for the largest entry outside
    the diagonal, the generalised mutual coherence, and the one that Liu, Chen, Wang and Yin, ALISTA,
    2019, equation 16, compute. Each column has its own normal equations:
    wᵢ = (AAᵀ)⁻¹aᵢ / aᵢᵀ(AAᵀ)⁻¹aᵢ."""
    double = dictionary.double()
    solved = torch.linalg.solve(double @ double.T, double)
    return (solved / (double * solved).sum(dim=0)).to(dictionary.dtype)


def problem_of(seed: int, measurements: int = MEASUREMENTS, length: int = CODE_LENGTH) -> Problem:
    """The problem of a seed."""
    random = torch.Generator().manual_seed(seed)
    normal = torch.randn(measurements, length, generator=random)
    dictionary = normal / normal.norm(dim=0)
    return Problem(
        dictionary=dictionary,
        lipschitz=float(torch.linalg.matrix_norm(dictionary.double(), 2) ** 2),
        analytic=analytic_weight(dictionary),
    )


def draw(
    problem: Problem, count: int, random: torch.Generator, snr: float | None = None
) -> tuple[Tensor, Tensor]:
    """Codes ``(count, length)``, Bernoulli times normal, and their measurements ``(count, measurements)``.

    :param snr: E‖Ax‖² over E‖noise‖² in dB; None for no noise
    """
    measurements, length = problem.dictionary.shape
    codes = torch.randn(count, length, generator=random)
    codes *= torch.rand(count, length, generator=random) < DENSITY
    data = codes @ problem.dictionary.T
    if snr is not None:
        # Columns of norm 1 and independent entries: E‖Ax‖² = E‖x‖².
        sigma = (length * DENSITY / measurements) ** 0.5 * 10 ** (-snr / 20)
        data = data + sigma * torch.randn(count, measurements, generator=random)
    return codes, data


def decibels(answers: Tensor, truth: Tensor) -> float:
    """Normalised mean square error: 10 log₁₀(E‖answer − truth‖² / E‖truth‖²)."""
    return float(10 * torch.log10((answers - truth).square().sum() / truth.square().sum()))
