"""What a recipe states, and the examples that it draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor, nn

from .trial import Trial


@dataclass(frozen=True)
class Example:
    """A batch: what the network is given and what it should answer."""

    inputs: tuple[Tensor, ...]
    target: Tensor


#: Makes an example of clean images ``(n, 3, size, size)`` in [0, 1].
Degrade = Callable[[Tensor, torch.Generator], Example]

#: What a network's second input tells: the noise's standard deviation with white at 1, or the quality
#: of the JPEG file with 100 at 1.
Level = Literal["noise", "quality"]


@dataclass(frozen=True)
class Facts:
    """What the card says of the network; the rest of the card is measured."""

    title: str
    summary: str
    task: str
    reference: str
    level: Level | None
    scale: int = 1
    channels: int = 3
    fixed_side: int | None = None
    """Width and height of the windows in which the app runs it, where it holds too much for more at once."""
    problem: dict[str, float] | None = None
    """Of a network for the Lab: the numbers of the one inverse problem that it solves."""


def whole(network: nn.Module) -> nn.Module:
    """The network itself."""
    return network


def nothing(_: nn.Module) -> dict[str, Any]:
    """No field."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What a network is, and how it is measured."""

    name: str
    """Also where it lies among runs and models; the last part is the network's own."""
    facts: Facts
    network: Callable[[int], nn.Module]
    """Builds the network of a size; the one number to change for a better machine."""
    size: int
    trials: tuple[Trial, ...]
    """What the evaluation images undergo for the table."""
    multiple: int
    """Width and height must be multiples of it."""
    steps: int
    seed: int = 1
    part: Callable[[nn.Module], nn.Module] = whole
    """Of the trained network, what is exported for the app; `inputs` are those of this part."""
    notes: Callable[[nn.Module], dict[str, Any]] = nothing
    """Further fields of the card, from the trained network."""

    def inputs(self, image: Tensor, level: float | None = 0.1) -> tuple[Tensor, ...]:
        """What the network takes for an image ``(n, channels, height, width)``."""
        if self.facts.level is None:
            return (image,)
        return (image, torch.full_like(image[:, :1], 0.0 if level is None else level))


@dataclass(frozen=True, kw_only=True)
class DescentRecipe(Recipe):
    """How a network is trained by gradient descent on examples."""

    degrade: Degrade
    conditions: dict[str, Degrade]
    """What the held-out photographs undergo for the curve, by the name of its column."""
    patch: int
    batch: int
    learning_rate: float
    loss: Callable[[Tensor, Example], Tensor] | None = None
    """Of an answer, in place of the common loop's."""
