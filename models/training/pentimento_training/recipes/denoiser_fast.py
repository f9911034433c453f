"""The fast denoiser, for previews and batches."""

from ..denoising import CONDITIONS, TRIALS, any_noise
from ..networks import FastDenoiser
from ..recipe import Facts, Recipe

RECIPE = Recipe(
    name="denoiser-fast",
    facts=Facts(
        title="Fast denoiser",
        summary="Removes Gaussian noise of a given level; few layers at reduced resolution.",
        task="denoise",
        reference="After FFDNet: Zhang, Zuo, Zhang, FFDNet: toward a fast and flexible solution for "
        "CNN-based image denoising, 2018",
        level="noise",
    ),
    network=FastDenoiser,
    size=32,
    degrade=any_noise,
    conditions=CONDITIONS,
    trials=TRIALS,
    patch=64,
    batch=8,
    steps=10_000,
    learning_rate=1e-3,
    multiple=FastDenoiser.multiple,
)
