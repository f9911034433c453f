"""Learns the patch mixture by expectation maximisation.

    python3 -m pentimento_training.mixture --photos FOLDER [--components 100] [--patches 300000]

Writes ``runs/patch-mixture/checkpoint.pt`` as `train` does, from which `evaluate` and `export` go on.
"""

from __future__ import annotations

import argparse
import dataclasses
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from . import checkpoint as checkpoints
from .checkpoint import Checkpoint
from .curve import Curve
from .data import PhotoSet, load_photos, random_crop
from .machine import hardware, revision
from .networks.mixture import PIXELS, SIDE, PatchMixture, log_density
from .recipes import RECIPES
from .train import HERE

RECIPE = RECIPES["patch-mixture"]
#: Crops from which patches are drawn; each begins a component with the covariance of its own patches.
CROP = 64
PATCHES_PER_CROP = 100
#: What 8 bits round away, as a standard deviation with white at 1: no variance is less.
ROUNDING = 1 / 255 / 12**0.5
CHUNK = 8192


def grey_patches(photos: PhotoSet, crops: int, seed: int) -> Tensor:
    """Patches ``(crops · 100, 64)`` of the luminance without their mean, crop by crop."""
    random = np.random.default_rng(seed)
    found = np.empty((crops, PATCHES_PER_CROP, PIXELS), np.float32)
    for index in range(crops):
        crop = random_crop(photos, CROP, random).astype(np.float32) @ np.array(
            [0.299, 0.587, 0.114], np.float32
        )
        corners = random.integers(0, CROP - SIDE + 1, (PATCHES_PER_CROP, 2))
        for place, (top, left) in enumerate(corners):
            found[index, place] = crop[top : top + SIDE, left : left + SIDE].reshape(-1)
    patches = torch.from_numpy(found.reshape(-1, PIXELS)) / 255
    return patches - patches.mean(dim=1, keepdim=True)


def set_component(mixture: PatchMixture, index: int, covariance: Tensor) -> None:
    """The likeliest component of a rank (Tipping, Bishop 1999, eq. 7 and 8)."""
    values, vectors = torch.linalg.eigh(covariance)
    rank = mixture.RANK
    mixture.axes.data.view(mixture.components, rank, PIXELS)[index] = vectors[:, -rank:].T
    mixture.variances.data[index] = values[-rank:].clamp_min(ROUNDING**2)
    # The smallest is that of the mean, which is gone.
    mixture.rest.data[index] = values[1:-rank].mean().clamp_min(ROUNDING**2)


def begin(mixture: PatchMixture, patches: Tensor) -> None:
    """A component for each of as many crops."""
    for index in range(mixture.components):
        own = patches[index * PATCHES_PER_CROP : (index + 1) * PATCHES_PER_CROP]
        set_component(mixture, index, own.T @ own / len(own) + 1e-4 * torch.eye(PIXELS))


def improve(mixture: PatchMixture, patches: Tensor) -> float:
    """One step of expectation maximisation; the mean log-likelihood of a patch before it."""
    sums = torch.zeros(mixture.components, PIXELS, PIXELS)
    counts = torch.zeros(mixture.components)
    total = 0.0
    for chunk in patches.split(CHUNK):
        logs = log_density(mixture, chunk, 0.0)
        total += float(torch.logsumexp(logs, dim=1).sum())
        shares = torch.softmax(logs, dim=1)
        counts += shares.sum(dim=0)
        for index in range(mixture.components):
            # Patches that a component hardly explains add nothing to it.
            own = shares[:, index] > 1e-3
            weighted = chunk[own]
            sums[index] += (weighted * shares[own, index, None]).T @ weighted
    mixture.weights.data = (counts + 1) / (counts + 1).sum()
    for index in range(mixture.components):
        if counts[index] > PIXELS:
            set_component(mixture, index, sums[index] / counts[index])
    return total / len(patches)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Learns the patch mixture of EPLL.")
    parser.add_argument("--photos", type=Path, required=True, help="folder of photographs")
    parser.add_argument("--cache", type=Path, default=HERE / "cache")
    parser.add_argument("--runs", type=Path, default=HERE / "runs")
    parser.add_argument("--size", type=int, default=RECIPE.size, help="components")
    parser.add_argument("--crops", type=int, default=3000, help="each gives 100 patches")
    parser.add_argument("--steps", type=int, default=RECIPE.steps)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_grad_enabled(False)
    photos = load_photos(options.photos, options.cache)
    training, _ = photos.split()
    patches = grey_patches(training, options.crops, RECIPE.seed)
    mixture = PatchMixture(options.size)
    begin(mixture, patches)
    recipe = dataclasses.replace(RECIPE, size=options.size, steps=options.steps)
    folder = options.runs / recipe.name
    folder.mkdir(parents=True, exist_ok=True)
    curve = Curve(folder / "curve.csv", [], 0)
    started = time.monotonic()
    for step in range(1, recipe.steps + 1):
        likelihood = improve(mixture, patches)
        seconds = time.monotonic() - started
        curve.add(step, seconds, -likelihood, {})
        state = mixture.state_dict()
        checkpoints.save(
            Checkpoint(
                step=step,
                seconds=seconds,
                size=options.size,
                batch=len(patches),
                patch=SIDE,
                seed=recipe.seed,
                steps=recipe.steps,
                photos=photos.digest,
                photo_count=len(training),
                hardware=[hardware(torch.device("cpu"), options.threads)],
                revisions=[revision()],
                network=state,
                average=state,
                optimizer={},
            ),
            folder / "checkpoint.pt",
        )


if __name__ == "__main__":
    main()
