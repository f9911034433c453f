"""card.json: what the app must know of a network, and the record of its training."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from .checkpoint import Checkpoint
from .networks.cost import flops_per_pixel, parameters_of
from .recipe import Recipe
from .start import digest_of

DATA = (
    "photographs of Cloudinary CID22 (CC BY-SA 4.0), CLIC 2025 and deepin (Unsplash License), Ubuntu "
    "(CC BY-SA or CC BY), Debian Lomiri (CC BY, CC BY-SA or CC0), Debian MATE and Plasma (GPL-2+), "
    "Pop!_OS (public domain)"
)
LICENCE = "MIT, as the app; trained on photographs under the licences named in the training record"
#: Influence below this share of the largest is none that could be seen.
INFLUENCE = 1e-4
HALO_SIDE = 320


@dataclass(frozen=True)
class Storage:
    """How the weights are stored, and what was checked."""

    bits: int
    half_precision_loss: float
    """Largest loss of PSNR by 16-bit weights over all trials, dB."""
    onnx_difference: float
    """Largest difference between ONNX Runtime's and PyTorch's answers, white at 1."""


def halo_of(network: nn.Module, recipe: Recipe) -> int:
    """How far a changed pixel changes the answer, measured on a noisy picture at several places of the
    network's stride."""
    random = torch.Generator().manual_seed(5)
    image = 0.5 + 0.1 * torch.randn(1, recipe.facts.channels, HALO_SIDE, HALO_SIDE, generator=random)
    reach = 0
    with torch.no_grad():
        before = network(*recipe.inputs(image))
        for offset in range(0, recipe.multiple, max(1, recipe.multiple // 4)):
            centre = HALO_SIDE // 2 + offset
            changed = image.clone()
            changed[:, :, centre, centre] += 0.2
            change = (network(*recipe.inputs(changed)) - before).abs().amax(dim=(0, 1))
            places = (change > INFLUENCE * change.max()).nonzero() // recipe.facts.scale
            reach = max(reach, int((places - centre).abs().max()))
    return reach + recipe.multiple


def card_of(
    recipe: Recipe,
    network: nn.Module,
    state: Checkpoint,
    storage: Storage,
    figures: dict[str, float],
    digest: str,
) -> dict[str, Any]:
    """The card's fields; those before ``training`` are the app's.

    :param network: the whole, of which the app may run a part
    """
    facts = recipe.facts
    part = recipe.part(network)
    flops = flops_per_pixel(part, recipe.inputs(torch.zeros(1, facts.channels, 64, 64)))
    return {
        "name": Path(recipe.name).name,
        "title": facts.title,
        "summary": facts.summary,
        "task": facts.task,
        "reference": facts.reference,
        "licence": LICENCE,
        "file": "network.onnx",
        "sha256": digest,
        "scale": facts.scale,
        "channels": facts.channels,
        "layout": "NCHW",
        "range": 1,
        "noise": "none" if facts.level is None else "map",
        "level": facts.level or "noise",
        "multiple": recipe.multiple,
        "fixedSize": facts.fixed_side and {"width": facts.fixed_side, "height": facts.fixed_side},
        "halo": halo_of(part, recipe),
        **({"problem": facts.problem} if facts.problem else {}),
        **recipe.notes(network),
        "training": {
            "seed": state.seed,
            "data": DATA,
            "photographs": state.photo_count,
            "dataDigest": state.photos,
            "startedFrom": state.start,
            "steps": state.step,
            "scheduledSteps": state.steps,
            "batch": state.batch,
            "patch": state.patch,
            "minutes": round(state.seconds / 60),
            "hardware": state.hardware,
            "code": state.revisions,
        },
        "network": {
            "class": type(part).__name__,
            "size": state.size,
            "parameters": parameters_of(part),
            "gigaflopPerMegapixel": round(flops * 2**20 / 1e9, 1) or None,
            "storedBits": storage.bits,
            "lossBy16Bits": round(storage.half_precision_loss, 4),
            "differenceOfOnnx": float(f"{storage.onnx_difference:.2g}"),
        },
        "psnr": figures,
    }


def write_card(
    folder: Path,
    recipe: Recipe,
    network: nn.Module,
    state: Checkpoint,
    storage: Storage,
    figures: dict[str, float],
) -> None:
    """Writes the card of the ``network.onnx`` in the folder."""
    digest = digest_of(folder / "network.onnx")
    card = card_of(recipe, network, state, storage, figures, digest)
    text = json.dumps(card, indent=2, ensure_ascii=False)
    (folder / "card.json").write_text(text + "\n", encoding="utf8")
