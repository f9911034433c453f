"""Removes what JPEG compression added."""

from functools import partial

from ..decompressing import CONDITIONS, TRIALS, any_quality
from ..networks import FoldedUNet
from ..recipe import DescentRecipe, Facts

RECIPE = DescentRecipe(
    name="artifacts",
    facts=Facts(
        title="JPEG artefacts",
        summary="Removes blocks and ringing of JPEG files, told their quality.",
        task="restore",
        reference="Conditioned on the quality as in FBCNN (Jiang et al., Towards flexible blind JPEG "
        "artifacts removal, 2021); network after DRUNet (Zhang et al., 2021)",
        level="quality",
    ),
    network=partial(FoldedUNet, bias=True),
    size=32,
    degrade=any_quality,
    conditions=CONDITIONS,
    trials=TRIALS,
    patch=80,
    batch=8,
    steps=4_000,
    learning_rate=1e-3,
    multiple=FoldedUNet.multiple,
)
