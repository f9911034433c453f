"""The patch prior of EPLL; learned by `mixture`."""

from ..denoising import grey_trial
from ..networks import PatchMixture
from ..recipe import Facts, Recipe

RECIPE = Recipe(
    name="patch-mixture",
    facts=Facts(
        title="Patch mixture",
        summary="One step of EPLL: the likeliest of a mixture of Gaussians explains each 8×8 patch.",
        task="denoise",
        reference="Zoran, Weiss: From learning models of natural images to whole image restoration, 2011",
        level="noise",
        channels=1,
    ),
    network=PatchMixture,
    size=100,
    trials=(grey_trial(25),),
    multiple=PatchMixture.multiple,
    steps=25,
)
