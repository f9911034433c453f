"""The upscalers, one for each factor."""

from functools import partial

from ..networks import Upscaler
from ..recipe import Facts, Recipe
from ..upscaling import example_of, trial

LOW_RESOLUTION_PATCH = 32


def upscaler(scale: int, steps: int) -> Recipe:
    """The recipe for one factor. Those for 3 and 4 are best started from the network for 2."""
    return Recipe(
        name=f"upscaler-x{scale}",
        facts=Facts(
            title=f"Upscaler ×{scale}",
            summary=f"Enlarges {scale} times what was shrunk by a good filter; fidelity, no made-up texture.",
            task="upscale",
            reference="After EDSR: Lim et al., Enhanced deep residual networks for single image "
            "super-resolution, 2017",
            level=None,
            scale=scale,
        ),
        network=partial(Upscaler, scale=scale),
        size=40,
        degrade=example_of(scale),
        conditions={"psnr": example_of(scale)},
        trials=tuple(trial(images, scale) for images in ("Set5", "Set14")),
        patch=LOW_RESOLUTION_PATCH * scale,
        batch=8,
        steps=steps,
        learning_rate=1e-3,
        multiple=Upscaler.multiple,
    )


RECIPES = (upscaler(2, 4_000), upscaler(3, 1_500), upscaler(4, 1_500))
