"""One row of a network's table: a set of images, what happens to them, and the score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Case:
    """One damaged image ``(1, channels, height, width)``, white at 1."""

    image: Tensor
    truth: Tensor
    level: float | None
    """What the network is told of the damage, as it takes it."""
    given: tuple[Tensor, ...] | None = None
    """All that the network takes, where that is more than the image and the level."""


@dataclass(frozen=True)
class Trial:
    """One row of the table."""

    name: str
    images: str
    """The set's folder."""
    damage: Callable[[Tensor, int], Case]
    """Damages the image of an index, the same way at each call."""
    score: Callable[[Tensor, Tensor], float]
    """dB of an answer, of 8 bits, against the truth."""
    baseline: Callable[[Case], Tensor] | None = None
    """What the score is stated over, if anything."""


def psnr(answer: Tensor, truth: Tensor) -> float:
    """Peak signal-to-noise ratio in dB over all channels, white at 1."""
    return float(-10 * torch.log10((answer.double() - truth.double()).square().mean()))
