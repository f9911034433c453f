"""The patch prior of EPLL; learned by `mixture`."""

from ..denoising import trial
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
        # It holds about 6,000 numbers per pixel.
        fixed_side=128,
    ),
    network=PatchMixture,
    size=100,
    trials=(trial("Set12", 25.0, clipped=False),),
    multiple=PatchMixture.multiple,
    steps=25,
)
