"""Random point spread functions, as float tensors ``(side, side)`` of sum 1 and odd side, convolved as
mathematics has it; their origin is the middle."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

#: Holds every shape below, moved by half a pixel.
SIDE = 33
#: Samples per pixel and axis of shapes whose borders cross pixels.
SAMPLES = 4
#: Longest line and shake, in pixels; Levin's reach 27.
LONGEST = 27.0
WIDEST_SIGMA = 4.0
LARGEST_RADIUS = 7.0

Shift = tuple[float, float]


def random_psf(random: np.random.Generator, shift: Shift = (0.0, 0.0)) -> Tensor:
    """A Gaussian of any two widths and direction, a shaken camera, a line, a disk or next to a point.

    :param shift: where the middle lies, down and to the right of the origin, in pixels
    """
    draw = random.uniform()
    if draw < 0.4:
        across, along = np.exp(random.uniform(math.log(0.4), math.log(WIDEST_SIGMA), 2))
        return gaussian(across, along, random.uniform(0, math.pi), shift)
    if draw < 0.75:
        return shake(random.uniform(4, LONGEST), random, shift)
    if draw < 0.85:
        return line(random.uniform(2, LONGEST), random.uniform(0, math.pi), shift)
    if draw < 0.95:
        return disk(random.uniform(0.7, LARGEST_RADIUS), shift)
    return gaussian(0.3, 0.3, 0.0, shift)


def gaussian(sigma_x: float, sigma_y: float, angle: float, shift: Shift = (0.0, 0.0)) -> Tensor:
    """A Gaussian turned by ``angle`` radians, sampled at the pixels' centres."""
    y, x = np.indices((SIDE, SIDE)) - (SIDE - 1) / 2
    y, x = y - shift[0], x - shift[1]
    u = math.cos(angle) * x + math.sin(angle) * y
    v = -math.sin(angle) * x + math.cos(angle) * y
    return normalised(np.exp(-0.5 * ((u / sigma_x) ** 2 + (v / sigma_y) ** 2)))


def disk(radius: float, shift: Shift = (0.0, 0.0)) -> Tensor:
    """The share of each pixel that lies in a disk: a lens out of focus."""
    side = SIDE * SAMPLES
    y, x = (np.indices((side, side)) + 0.5) / SAMPLES - SIDE / 2
    inside = (y - shift[0]) ** 2 + (x - shift[1]) ** 2 <= radius**2
    return normalised(inside.reshape(SIDE, SAMPLES, SIDE, SAMPLES).mean(axis=(1, 3)))


def line(length: float, angle: float, shift: Shift = (0.0, 0.0)) -> Tensor:
    """A camera that moved evenly along a line."""
    along = np.linspace(-length / 2, length / 2, int(8 * length))
    return traced(np.stack([math.sin(angle) * along, math.cos(angle) * along]), np.ones(along.size), shift)


def shake(length: float, random: np.random.Generator, shift: Shift = (0.0, 0.0)) -> Tensor:
    """A camera that was shaken: a path of about ``length`` pixels that turns as it likes and dwells here
    and there, around its centre of mass."""
    steps = int(8 * length)
    turns = random.uniform(0, 2 * math.pi) + smooth_walk(steps, random) * random.uniform(0, 2.5)
    path = np.cumsum(np.stack([np.sin(turns), np.cos(turns)]), axis=1) * (length / steps)
    dwelling = np.exp(smooth_walk(steps, random))
    path = path - (path * dwelling).sum(axis=1, keepdims=True) / dwelling.sum()
    return traced(path, dwelling, shift)


def smooth_walk(steps: int, random: np.random.Generator) -> NDArray[np.float64]:
    """A few random waves of variance 1 in all, the slower the stronger."""
    time = np.linspace(0, 1, steps)
    waves = np.arange(1, 5)
    phases = random.uniform(0, 2 * math.pi, (4, 1))
    heights = random.normal(0, 1, 4) / waves
    return heights @ np.sin(2 * math.pi * waves[:, None] * time / 1.5 + phases)


def traced(path: NDArray[np.float64], weights: NDArray[np.float64], shift: Shift) -> Tensor:
    """Light along a path ``(2, n)`` around the middle, shared among the four nearest pixels."""
    y, x = (path + np.array(shift)[:, None] + (SIDE - 1) / 2).clip(0, SIDE - 1.001)
    top, left = y.astype(int), x.astype(int)
    fy, fx = y - top, x - left
    psf = np.zeros((SIDE, SIDE))
    for down, share_y in ((0, 1 - fy), (1, fy)):
        for right, share_x in ((0, 1 - fx), (1, fx)):
            np.add.at(psf, (top + down, left + right), weights * share_y * share_x)
    return normalised(psf)


def normalised(psf: NDArray[np.float64]) -> Tensor:
    """As a tensor of sum 1."""
    return torch.from_numpy(psf / psf.sum()).float()


def around_the_corner(psf: Tensor, height: int, width: int) -> Tensor:
    """Laid on a periodic plane ``(height, width)`` with its origin at the corner."""
    plane = torch.zeros(height, width)
    rows = (torch.arange(psf.shape[0]) - psf.shape[0] // 2) % height
    columns = (torch.arange(psf.shape[1]) - psf.shape[1] // 2) % width
    # A plane smaller than the PSF is wrapped around more than once.
    places = (rows[:, None].expand_as(psf), columns[None, :].expand_as(psf))
    return plane.index_put(places, psf, accumulate=True)
