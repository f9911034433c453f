"""PSNR on the evaluation sets, by the denoising papers' protocol.

    python3 -m pentimento_training.evaluate denoiser-fast --eval FOLDER

FOLDER holds CBSD68 and Set12. Noise is white and Gaussian with a fixed seed per image; answers are
clipped and rounded to 8 bits; PSNR is over all channels and pixels, then averaged over images.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

from . import checkpoint as checkpoints
from .data import SUFFIXES
from .degradations import as_8_bit, gaussian_noise, noise_map, to_float
from .recipe import Recipe
from .recipes import RECIPES
from .train import HERE


@dataclass(frozen=True)
class Trial:
    """One row of the table."""

    images: str
    """The set's folder."""
    sigma: float
    clipped: bool

    @property
    def name(self) -> str:
        """As in "CBSD68 25 clipped"."""
        return f"{self.images} {self.sigma:g} {'clipped' if self.clipped else 'unclipped'}"


TRIALS = [
    *(Trial("CBSD68", sigma, clipped) for clipped in (False, True) for sigma in (15, 25, 50)),
    *(Trial("Set12", sigma, False) for sigma in (15, 25, 50)),
]


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


def denoise(network: nn.Module, image: Tensor, sigma: float, multiple: int) -> Tensor:
    """The network on an image of any size and of one or three channels, as the app applies it: padded
    by reflection to a multiple, grey as three equal channels whose answers are averaged."""
    channels, height, width = image.shape[1:]
    padding = (0, -width % multiple, 0, -height % multiple)
    padded = functional.pad(image.expand(-1, 3, -1, -1), padding, mode="reflect")
    levels = torch.full((image.shape[0],), sigma)
    with torch.no_grad():
        answer = network(padded.contiguous(memory_format=torch.channels_last), noise_map(padded, levels))
    answer = answer[:, :, :height, :width]
    return answer.mean(dim=1, keepdim=True) if channels == 1 else answer


def psnr(answer: Tensor, truth: Tensor) -> float:
    """Peak signal-to-noise ratio in dB, white at 1."""
    return float(-10 * torch.log10((answer.double() - truth.double()).square().mean()))


def evaluate(
    network: nn.Module, multiple: int, trial: Trial, folder: Path, most: int | None = None
) -> dict[str, float]:
    """PSNR per image of a set, or of the first few of it."""
    files = sorted(path for path in (folder / trial.images).iterdir() if path.suffix.lower() in SUFFIXES)
    scores: dict[str, float] = {}
    for index, path in enumerate(files[:most]):
        truth = read(path)
        random = torch.Generator().manual_seed(index)
        levels = torch.tensor([float(trial.sigma)])
        noisy = gaussian_noise(truth, levels, torch.tensor([trial.clipped]), random)
        answer = as_8_bit(denoise(network, noisy, trial.sigma, multiple))
        scores[path.name] = psnr(answer, truth)
    return scores


def evaluate_all(
    network: nn.Module, multiple: int, folder: Path, most: int | None = None
) -> dict[str, dict[str, float]]:
    """All trials: PSNR per image, by the trial's name."""
    return {trial.name: evaluate(network, multiple, trial, folder, most) for trial in TRIALS}


def means(scores: dict[str, dict[str, float]]) -> dict[str, float]:
    """The table: mean PSNR per trial."""
    return {name: round(sum(each.values()) / len(each), 3) for name, each in scores.items()}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measures a trained network.")
    parser.add_argument("recipe", choices=RECIPES)
    parser.add_argument("--eval", type=Path, required=True, help="folder of CBSD68 and Set12")
    parser.add_argument("--runs", type=Path, default=HERE / "runs")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe = RECIPES[options.recipe]
    network, state = averaged_network(recipe, options.runs)
    scores = evaluate_all(network, recipe.multiple, options.eval)
    text = json.dumps({"step": state.step, "psnr": scores}, indent=1)
    (options.runs / recipe.name / "evaluation.json").write_text(text + "\n", encoding="utf8")
    for name, score in means(scores).items():
        print(f"{name:24} {score:.2f}")


if __name__ == "__main__":
    main()
