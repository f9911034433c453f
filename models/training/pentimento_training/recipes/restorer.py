"""The restorers, told nothing of the damage: in the picture's own size, and twice as large."""

from functools import partial

from ..networks import Restorer
from ..recipe import DescentRecipe, Facts
from ..restoring import MARGIN, any_damage, conditions_of, trials_of

#: Of what the network sees.
PATCH = {1: 64, 2: 48}
STEPS = {1: 1_200, 2: 600}


def restorer(scale: int) -> DescentRecipe:
    """The recipe for one factor. That for 1 is best started from the fast denoiser,
    that for 2 from the one for 1."""
    return DescentRecipe(
        name="restorer" if scale == 1 else f"restorer-x{scale}",
        facts=Facts(
            title="Restorer" if scale == 1 else f"Restorer ×{scale}",
            summary="Undoes moderate blur, noise, resizing and JPEG together, told nothing of them"
            + ("; fidelity, no made-up texture." if scale == 1 else f", and enlarges {scale} times."),
            task="restore",
            reference="Damage after Real-ESRGAN (Wang et al., Training real-world blind super-resolution "
            "with pure synthetic data, 2021), first order, without adversarial loss; network after FFDNet "
            "(Zhang, Zuo, Zhang, 2018)",
            level=None,
            scale=scale,
        ),
        network=partial(Restorer, scale=scale),
        size=32,
        degrade=any_damage(scale),
        conditions=conditions_of(scale),
        trials=trials_of(scale),
        patch=PATCH[scale] * scale + MARGIN,
        batch=8,
        steps=STEPS[scale],
        learning_rate=1e-3,
        multiple=Restorer.multiple,
    )


RECIPES = (restorer(1), restorer(2))
