"""The denoiser: the prior of all plug-and-play methods."""

from functools import partial

from ..denoising import CONDITIONS, TRIALS, any_noise
from ..networks import FastDenoiser
from ..recipe import DescentRecipe, Facts

RECIPE = DescentRecipe(
    name="denoiser",
    facts=Facts(
        title="Denoiser",
        summary="Removes Gaussian noise of a given level; residual network at reduced resolution.",
        task="denoise",
        reference="After FFDNet: Zhang, Zuo, Zhang, FFDNet: toward a fast and flexible solution for "
        "CNN-based image denoising, 2018",
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
