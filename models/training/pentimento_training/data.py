"""Photographs to learn from: decoded once, shrunk until their JPEG artefacts vanish, then cropped.

Photographs are uint8 RGB arrays ``(height, width, 3)``; batches of crops are uint8 tensors
``(n, 3, size, size)``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

Photo = NDArray[np.uint8]

SUFFIXES = {".bmp", ".jpg", ".jpeg", ".png", ".webp"}
#: Photographs with a longer side are halved; a 2×2 mean removes most of an 8×8 block's artefacts.
LONGEST_KEPT = 768
#: One photograph in so many is kept out of training, for the curve.
HELD_OUT_EVERY = 40


def shrink(photo: Image.Image) -> Photo:
    """The photograph by area means: whole factors only, so that every pixel is a mean of as many."""
    factor = -(-max(photo.size) // LONGEST_KEPT)
    rgb = photo.convert("RGB")
    return np.asarray(rgb if factor == 1 else rgb.reduce(factor), dtype=np.uint8)


@dataclass(frozen=True)
class PhotoSet:
    """Photographs end to end in one memory-mapped array."""

    pixels: Photo
    """All samples, flat."""
    starts: NDArray[np.int64]
    heights: NDArray[np.int64]
    widths: NDArray[np.int64]
    names: tuple[str, ...]
    digest: str
    """SHA-256 over the names and sizes of the files, for the record."""

    def __len__(self) -> int:
        return len(self.names)

    def photo(self, index: int) -> Photo:
        """One photograph, without a copy."""
        height, width = int(self.heights[index]), int(self.widths[index])
        start = int(self.starts[index])
        return self.pixels[start : start + height * width * 3].reshape(height, width, 3)

    def subset(self, indices: list[int]) -> PhotoSet:
        """Some of the photographs."""
        return PhotoSet(
            self.pixels,
            self.starts[indices],
            self.heights[indices],
            self.widths[indices],
            tuple(self.names[index] for index in indices),
            self.digest,
        )

    def split(self) -> tuple[PhotoSet, PhotoSet]:
        """Those for training and those held out."""
        held = list(range(0, len(self), HELD_OUT_EVERY))
        rest = [index for index in range(len(self)) if index % HELD_OUT_EVERY != 0]
        return self.subset(rest), self.subset(held)


def load_photos(folder: Path, cache: Path) -> PhotoSet:
    """The photographs of a folder, decoded into ``cache`` unless they already are.

    :raises ValueError: where the folder holds no photograph
    """
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    if not files:
        raise ValueError(f"{folder}: no photographs")
    listing = "\n".join(f"{path.name} {path.stat().st_size}" for path in files)
    digest = hashlib.sha256(f"{LONGEST_KEPT}\n{listing}".encode()).hexdigest()
    place = cache / digest[:16]
    if not (place / "index.npz").exists():
        decode(files, place)
    with np.load(place / "index.npz") as index:
        return PhotoSet(
            np.load(place / "pixels.npy", mmap_mode="r"),
            index["starts"],
            index["heights"],
            index["widths"],
            tuple(str(name) for name in index["names"]),
            digest,
        )


def decode(files: list[Path], place: Path) -> None:
    """Writes the photographs into ``place``; the index last, so that a half-written cache is none."""
    place.mkdir(parents=True, exist_ok=True)
    photos: list[Photo] = []
    for path in files:
        with Image.open(path) as photo:
            photos.append(shrink(photo))
    sizes = np.array([photo.size for photo in photos], dtype=np.int64)
    np.save(place / "pixels.npy", np.concatenate([photo.reshape(-1) for photo in photos]))
    np.savez(
        place / "index.npz",
        starts=np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64),
        heights=np.array([photo.shape[0] for photo in photos], dtype=np.int64),
        widths=np.array([photo.shape[1] for photo in photos], dtype=np.int64),
        names=np.array([path.name for path in files]),
    )


def detail(crop: Photo) -> float:
    """Mean absolute difference of neighbours in the green channel."""
    green = crop[:, :, 1].astype(np.int16)
    return float(np.abs(np.diff(green, axis=0)).mean() + np.abs(np.diff(green, axis=1)).mean())


def random_crop(photos: PhotoSet, size: int, random: np.random.Generator) -> Photo:
    """A crop anywhere in a photograph drawn by its area."""
    areas = photos.heights * photos.widths
    index = int(random.choice(len(photos), p=areas / areas.sum()))
    photo = photos.photo(index)
    top = int(random.integers(0, max(1, photo.shape[0] - size + 1)))
    left = int(random.integers(0, max(1, photo.shape[1] - size + 1)))
    crop = photo[top : top + size, left : left + size]
    missing = ((0, size - crop.shape[0]), (0, size - crop.shape[1]), (0, 0))
    return np.pad(crop, missing, mode="symmetric")


def random_batch(photos: PhotoSet, count: int, size: int, random: np.random.Generator) -> Tensor:
    """Crops, turned and mirrored at random. Each is the more detailed of two: photographs hold much
    sky, from which there is little to learn."""
    crops: list[Photo] = []
    for _ in range(count):
        pair = [random_crop(photos, size, random) for _ in range(2)]
        crop = np.rot90(max(pair, key=detail), int(random.integers(4)))
        crops.append(crop[:, ::-1] if random.integers(2) == 1 else crop)
    return torch.from_numpy(np.ascontiguousarray(np.stack(crops).transpose(0, 3, 1, 2)))


def central_crops(photos: PhotoSet, size: int) -> Tensor:
    """The middle of every photograph."""
    crops: list[Photo] = []
    for index in range(len(photos)):
        photo = photos.photo(index)
        top, left = (max(0, (length - size) // 2) for length in photo.shape[:2])
        crop = photo[top : top + size, left : left + size]
        if crop.shape[:2] == (size, size):
            crops.append(crop)
    return torch.from_numpy(np.stack(crops).transpose(0, 3, 1, 2).copy())
