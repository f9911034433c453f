"""PSNR on the evaluation sets, by each field's protocol.

    python3 -m pentimento_training.evaluate denoiser-fast --eval FOLDER

FOLDER holds CBSD68, Set12, Set5 and Set14. Answers are clipped and rounded to 8 bits; PSNR is
averaged over images.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

from . import checkpoint as checkpoints
from .data import SUFFIXES
from .degradations import as_8_bit, to_float
from .recipe import Recipe
from .recipes import RECIPES
from .train import HERE
from .trial import Case, Trial


def averaged_network(recipe: Recipe, runs: Path) -> tuple[nn.Module, checkpoints.Checkpoint]:
    """The trained network with its averaged weights, and the state it comes from."""
    state = checkpoints.load(runs / recipe.name / "checkpoint.pt")
    network = recipe.network(state.size)
    network.load_state_dict(state.average)
    return network.to(memory_format=torch.channels_last).eval(), state


def with_half_weights(network: nn.Module) -> nn.Module:
    """The network with its weights rounded to 16 bits, in place."""
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(parameter.half().float())
    return network


def read(path: Path) -> Tensor:
    """An image ``(1, channels, height, width)`` in [0, 1], grey with one channel."""
    with Image.open(path) as image:
        pixels = np.array(image if image.mode == "L" else image.convert("RGB"))
    planes = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    return to_float(torch.from_numpy(planes.copy())).unsqueeze(0)


def answer_to(network: nn.Module, recipe: Recipe, case: Case) -> Tensor:
    """The network's answer, with as many channels as the truth."""
    if case.given is None:
        return restore(network, recipe, case.image, case.level)
    with torch.no_grad():
        answer = network(*case.given)
    return answer.mean(dim=1, keepdim=True) if case.truth.shape[1] == 1 else answer


def restore(network: nn.Module, recipe: Recipe, image: Tensor, level: float | None) -> Tensor:
    """The network on an image of any size and of one or three channels, as the app applies it: padded
    by reflection to a multiple; grey, where the network wants colour, as three equal channels whose
    answers are averaged."""
    channels, height, width = image.shape[1:]
    padding = (0, -width % recipe.multiple, 0, -height % recipe.multiple)
    padded = functional.pad(image.expand(-1, recipe.facts.channels, -1, -1), padding, mode="reflect")
    inputs = recipe.inputs(padded.contiguous(memory_format=torch.channels_last), level)
    scale = recipe.facts.scale
    with torch.no_grad():
        answer = network(*inputs)[:, :, : height * scale, : width * scale]
    return answer.mean(dim=1, keepdim=True) if channels < recipe.facts.channels else answer


def evaluate(
    network: nn.Module, recipe: Recipe, trial: Trial, folder: Path, most: int | None = None
) -> dict[str, float]:
    """dB per image of a set, or of the first few of it."""
    files = sorted(path for path in (folder / trial.images).iterdir() if path.suffix.lower() in SUFFIXES)
    scores: dict[str, float] = {}
    for index, path in enumerate(files[:most]):
        case = trial.damage(read(path), index)
        answer = as_8_bit(answer_to(network, recipe, case))
        score = trial.score(answer, case.truth)
        scores[path.name] = score - (trial.score(trial.baseline(case), case.truth) if trial.baseline else 0)
    return scores


def evaluate_all(
    network: nn.Module, recipe: Recipe, folder: Path, most: int | None = None
) -> dict[str, dict[str, float]]:
    """All trials: dB per image, by the trial's name."""
    return {trial.name: evaluate(network, recipe, trial, folder, most) for trial in recipe.trials}


def means(scores: dict[str, dict[str, float]]) -> dict[str, float]:
    """The table: mean PSNR per trial."""
    return {name: round(sum(each.values()) / len(each), 3) for name, each in scores.items()}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measures a trained network.")
    parser.add_argument("recipe", choices=RECIPES)
    parser.add_argument("--eval", type=Path, required=True, help="folder of the evaluation sets")
    parser.add_argument("--runs", type=Path, default=HERE / "runs")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe = RECIPES[options.recipe]
    network, state = averaged_network(recipe, options.runs)
    scores = evaluate_all(network, recipe, options.eval)
    text = json.dumps({"step": state.step, "psnr": scores}, indent=1)
    (options.runs / recipe.name / "evaluation.json").write_text(text + "\n", encoding="utf8")
    for name, score in means(scores).items():
        print(f"{name:28} {score:.2f}")


if __name__ == "__main__":
    main()
