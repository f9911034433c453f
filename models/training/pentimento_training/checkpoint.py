"""A training's state on disk."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch


@dataclass
class Checkpoint:
    """All that a training needs to go on as if it had never stopped, and what its record says."""

    step: int
    seconds: float
    """Time spent training, over all resumptions."""
    size: int
    batch: int
    patch: int
    seed: int
    steps: int
    """Steps of the schedule."""
    photos: str
    """Digest of the photographs."""
    photo_count: int
    hardware: list[str]
    revisions: list[str]
    network: dict[str, Any]
    average: dict[str, Any]
    """The moving average of the weights, which is what is exported."""
    optimizers: list[dict[str, Any]]
    start: str | None = None
    """The network whose weights it began with."""


def save(checkpoint: Checkpoint, path: Path) -> None:
    """Writes beside the file, then replaces it: a crash leaves the old one."""
    temporary = path.with_suffix(".partial")
    torch.save(asdict(checkpoint), temporary)
    os.replace(temporary, path)


def load(path: Path, device: torch.device | str = "cpu") -> Checkpoint:
    """Reads what `save` wrote. Only for files of one's own: a pickle can run code, and the safe reader
    of PyTorch 1.13 knows no floats."""
    return Checkpoint(**torch.load(path, map_location=device, weights_only=False))
