"""The denoiser: the prior of all plug-and-play methods."""

from functools import partial

from ..denoising import CONDITIONS, TRIALS, any_noise
from ..networks import FastDenoiser
from ..recipe import DescentRecipe, Facts

RECIPE = DescentRecipe(
    name="denoiser",
    facts=Facts(
        title="Denoiser",
        summary="Removes Gaussian noise of a given level; bias-free residual U-Net.",
        task="denoise",
        reference="After DRUNet: Zhang et al., Plug-and-play image restoration with deep denoiser "
        "prior, 2021",
        level="noise",
    ),
    network=partial(FastDenoiser, blocks=4),
    size=48,
    degrade=any_noise,
    conditions=CONDITIONS,
    trials=TRIALS,
    patch=64,
    batch=8,
    steps=12_000,
    learning_rate=4e-3,
    multiple=FastDenoiser.multiple,
)
