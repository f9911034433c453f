"""What a recipe states, and the examples that it draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Example:
    """A batch: what the network is given and what it should answer."""

    inputs: tuple[Tensor, ...]
    target: Tensor


#: Makes an example of clean images ``(n, 3, size, size)`` in [0, 1].
Degrade = Callable[[Tensor, torch.Generator], Example]


@dataclass(frozen=True)
class Facts:
    """What the card says of the network; the rest of the card is measured."""

    title: str
    summary: str
    task: str
    reference: str
    noise: str
    """How the level is given: as in the app's card."""
    scale: int = 1


@dataclass(frozen=True)
class Recipe:
    """How one network is trained."""

    name: str
    facts: Facts
    network: Callable[[int], nn.Module]
    """Builds the network of a size; the one number to change for a better machine."""
    size: int
    degrade: Degrade
    conditions: dict[str, Degrade]
    """What the held-out photographs undergo for the curve, by the name of its column."""
    patch: int
    batch: int
    steps: int
    learning_rate: float
    multiple: int
    """Width and height must be multiples of it."""
    seed: int = 1
