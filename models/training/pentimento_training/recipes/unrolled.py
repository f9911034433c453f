"""Unrolled half-quadratic steps: deconvolution and super-resolution for any PSF, noise and scale."""

from torch import nn

from ..networks import Unrolled
from ..recipe import DescentRecipe, Facts
from ..unrolling import CONDITIONS, TRIALS, any_damage


def prior_of(network: nn.Module) -> nn.Module:
    """What all steps share."""
    assert isinstance(network, Unrolled)
    return network.prior


def steps_of(network: nn.Module) -> dict[str, object]:
    """The numbers of each step."""
    assert isinstance(network, Unrolled)
    return {"steps": network.schedule()}


#: Best started from the fast denoiser, with which it begins as plug and play.
RECIPE = DescentRecipe(
    name="unrolled",
    facts=Facts(
        title="Unrolled prior",
        summary="The learned step of unrolled deblurring and enlarging, with the schedule of its steps.",
        task="denoise",
        reference="After USRNet: Zhang, Van Gool, Timofte, Deep unfolding network for image "
        "super-resolution, 2020",
        level="noise",
    ),
    network=Unrolled,
    part=prior_of,
    notes=steps_of,
    size=32,
    degrade=any_damage,
    conditions=CONDITIONS,
    trials=TRIALS,
    patch=72,
    batch=4,
    steps=1_800,
    learning_rate=1.5e-3,
    multiple=Unrolled.multiple,
)
