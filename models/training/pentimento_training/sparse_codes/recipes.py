"""What is trained, from what, and towards what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from .lasso import objective
from .networks import LAYERS, Coupled, Lista, Unrolled
from .problem import WEIGHT, Problem

#: ``code``: the code that made the data. ``lasso``: the minimiser of ½‖b − A x‖² + µ‖x‖₁.
Target = Literal["code", "lasso"]
#: Share of the loss that is of the layers before the last.
EARLIER = 0.3

Loss = Callable[[Problem, list[Tensor], Tensor, Tensor], Tensor]


def relative_error(_problem: Problem, answers: list[Tensor], truth: Tensor, _data: Tensor) -> Tensor:
    """The logarithm of the normalised error, of the last layer and the mean of those before. The
    logarithm keeps the steps of the optimiser in proportion while the error falls by orders."""
    scale = truth.square().sum()
    return weighted([((answer - truth).square().sum() / scale).log() for answer in answers])


def energy(problem: Problem, answers: list[Tensor], _truth: Tensor, data: Tensor) -> Tensor:
    """The objective of the lasso itself, which knows no solution: unsupervised training."""
    return weighted([objective(problem, answer, data).mean() for answer in answers])


def weighted(losses: list[Tensor]) -> Tensor:
    """The last layer's loss and the mean of the others'."""
    if len(losses) == 1:
        return losses[0]
    return (1 - EARLIER) * losses[-1] + EARLIER * torch.stack(losses[:-1]).mean()


@dataclass(frozen=True)
class Stage:
    """Some steps of Adam on the first ``depth`` layers."""

    depth: int
    steps: int
    rate: float
    scalars: bool
    """Whether only the numbers of each layer move, not the matrices."""
    final_rate: float | None = None
    """The rate falls to it geometrically."""


@dataclass(frozen=True)
class Recipe:
    """How one network is trained."""

    name: str
    target: Target
    network: Callable[[Problem], Unrolled]
    stages: tuple[Stage, ...]
    loss: Loss = relative_error
    start: str | None = None
    """The recipe whose trained numbers it begins with, as far as both have them."""
    batch: int = 64

    @property
    def key(self) -> str:
        """As files and cards call it."""
        return f"{self.target}/{self.name}"


def thresholds(first: float, ratio: float) -> Tensor:
    """A geometric sequence, one per layer."""
    return first * ratio ** torch.arange(LAYERS)


def coupled(
    weight: Callable[[Problem], Tensor], step: Callable[[Problem], float], first: float, trained: bool
) -> Callable[[Problem], Unrolled]:
    """A network whose layers begin with one W, step and falling thresholds."""

    def build(problem: Problem) -> Unrolled:
        steps = torch.full((LAYERS,), step(problem))
        return Coupled(weight(problem), problem.dictionary, steps, thresholds(first, 0.85), trained)

    return build


def analytic(problem: Problem) -> Tensor:
    """ALISTA's W."""
    return problem.analytic


def dictionary(problem: Problem) -> Tensor:
    """W = A, as in ISTA."""
    return problem.dictionary


def alista_like(problem: Problem) -> Unrolled:
    """LISTA that begins as ALISTA with steps of 0.9."""
    return Lista(problem.analytic, problem.dictionary, 0.9, thresholds(0.3, 0.85))


DEPTHS = (4, 8, 12)
GROWING = tuple(Stage(depth, 60, 0.05, True) for depth in DEPTHS)
SCALARS = (*GROWING, Stage(LAYERS, 260, 0.05, True, 0.005))
STEPS = (*GROWING, Stage(LAYERS, 120, 0.03, True, 0.003))
MATRICES = (*GROWING, Stage(LAYERS, 200, 3e-4, False, 1e-5))
#: From good weights: larger rates would first undo them.
FINE = (Stage(LAYERS, 100, 5e-5, False, 2e-6),)
#: From weights for the code itself: of the lasso's, too few solutions are at hand to begin at ISTA.
MOVED = (Stage(LAYERS, 200, 1e-4, False, 5e-6),)


def one(_problem: Problem) -> float:
    """The step for which W has diag WᵀA = I."""
    return 1.0


def inverse_lipschitz(problem: Problem) -> float:
    """ISTA's step."""
    return 1 / problem.lipschitz


RECIPES = (
    Recipe("alista", "code", coupled(analytic, one, 0.3, False), SCALARS),
    Recipe("lista", "code", alista_like, MATRICES),
    Recipe("lista-cp", "code", coupled(analytic, one, 0.3, True), FINE, start="code/alista"),
    Recipe("steps", "lasso", coupled(dictionary, inverse_lipschitz, WEIGHT, False), STEPS, batch=32),
    Recipe("lista-unsupervised", "lasso", alista_like, MOVED, energy, start="code/lista", batch=32),
    Recipe("lista", "lasso", alista_like, MOVED, start="code/lista", batch=32),
    Recipe("lista-cp", "lasso", coupled(dictionary, one, 0.3, True), FINE, start="lasso/steps", batch=32),
)
