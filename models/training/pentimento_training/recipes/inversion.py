"""One network for one inverse problem, trained in three ways."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from ..inverting import BLUR, CONDITIONS, NOISE, TRIALS, WEIGHT, energy_loss, made_up, solved, unsolved
from ..networks import DirectInverse
from ..recipe import Degrade, DescentRecipe, Example, Facts


def inversion(
    way: str,
    summary: str,
    degrade: Degrade,
    loss: Callable[[Tensor, Example], Tensor] | None = None,
) -> DescentRecipe:
    """The recipe for one way; all else, the seed too, is the same."""
    return DescentRecipe(
        name=f"inversion/{way}",
        facts=Facts(
            title=way.capitalize(),
            summary=summary,
            task="restore",
            reference="Rudin & Osher, Total variation based image restoration with free local constraints, "
            "1994; network after FFDNet (Zhang, Zuo, Zhang, 2018)",
            level=None,
            channels=1,
            problem={"blur": BLUR, "noise": NOISE, "strength": WEIGHT},
        ),
        network=DirectInverse,
        size=24,
        degrade=degrade,
        conditions=CONDITIONS,
        trials=TRIALS,
        patch=64,
        batch=4,
        steps=800,
        learning_rate=3e-3,
        multiple=DirectInverse.multiple,
        loss=loss,
    )


RECIPES = (
    inversion("supervised", "Learned the solver's answers.", solved),
    inversion("self-supervised", "Learned the pictures from which the data were made.", made_up),
    inversion("unsupervised", "Learned to lower the energy, without any answers.", unsolved, energy_loss),
)
