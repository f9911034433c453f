"""What happens to photographs: noise, blur, resizing, JPEG.

Images are float tensors ``(n, channels, height, width)`` with white at 1, unless stated otherwise;
noise levels are per image, in units of 255.
"""

from __future__ import annotations

import io
import math
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional

Boundary = Literal["circular", "reflect", "replicate"]
Subsampling = Literal["4:4:4", "4:2:2", "4:2:0"]


def to_float(images: Tensor) -> Tensor:
    """uint8 to [0, 1]."""
    return images.float() / 255


def as_8_bit(images: Tensor) -> Tensor:
    """What a file of 8 bits keeps of an image: clipped and rounded, still as floats."""
    return (images.clamp(0, 1) * 255).round() / 255


def gaussian_noise(images: Tensor, sigmas: Tensor, clipped: Tensor, random: torch.Generator) -> Tensor:
    """Images plus white Gaussian noise.

    :param sigmas: standard deviations ``(n,)`` in units of 255
    :param clipped: which of the ``n`` are stored in 8 bits afterwards, as booleans; the others stay
        as they are, below 0 and above 1 too
    """
    noise = torch.randn(images.shape, generator=random, device=images.device)
    noisy = images + noise * (sigmas / 255).view(-1, 1, 1, 1)
    return torch.where(clipped.view(-1, 1, 1, 1), as_8_bit(noisy), noisy)


def noise_map(images: Tensor, sigmas: Tensor) -> Tensor:
    """The noise level as a network takes it: ``(n, 1, height, width)``, white at 1."""
    n, _, height, width = images.shape
    return (sigmas / 255).view(n, 1, 1, 1).expand(n, 1, height, width)


def gaussian_kernel(size: int, sigma_x: float, sigma_y: float, angle: float = 0.0) -> Tensor:
    """A Gaussian of odd ``size``, turned by ``angle`` radians, of sum 1."""
    axis = torch.arange(size, dtype=torch.float64) - (size - 1) / 2
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    u = math.cos(angle) * x + math.sin(angle) * y
    v = -math.sin(angle) * x + math.cos(angle) * y
    kernel = torch.exp(-0.5 * ((u / sigma_x) ** 2 + (v / sigma_y) ** 2))
    return (kernel / kernel.sum()).float()


def motion_kernel(size: int, length: float, random: np.random.Generator) -> Tensor:
    """A shaken camera: a smooth random path of about ``length`` pixels, centred by its mean, sum 1."""
    steps = max(2, int(8 * length))
    turning = np.cumsum(random.normal(0, 0.6 / math.sqrt(steps), steps)).cumsum() / math.sqrt(steps)
    headings = random.uniform(0, 2 * math.pi) + 4 * turning
    path = np.cumsum(np.stack([np.cos(headings), np.sin(headings)]), axis=1) * (length / steps)
    path = path - path.mean(axis=1, keepdims=True) + (size - 1) / 2
    kernel = np.zeros((size, size))
    for x, y in path.T.clip(0, size - 1.001):
        left, top = int(x), int(y)
        fx, fy = x - left, y - top
        kernel[top : top + 2, left : left + 2] += np.outer([1 - fy, fy], [1 - fx, fx])
    return torch.from_numpy(kernel / kernel.sum()).float()


def blur(images: Tensor, kernel: Tensor, boundary: Boundary = "reflect") -> Tensor:
    """Convolution, the kernel turned as mathematics has it, with an odd kernel for all channels."""
    channels = images.shape[1]
    reach_y, reach_x = kernel.shape[0] // 2, kernel.shape[1] // 2
    padded = functional.pad(images, (reach_x, reach_x, reach_y, reach_y), mode=boundary)
    weights = kernel.flip(0, 1).to(images).expand(channels, 1, *kernel.shape)
    return functional.conv2d(padded, weights, groups=channels)


def resize(images: Tensor, height: int, width: int) -> Tensor:
    """Bicubic (a = −½), antialiased where it shrinks: what Matlab's imresize does."""
    rows = resizing_matrix(images.shape[2], height).to(images)
    columns = resizing_matrix(images.shape[3], width).to(images)
    return torch.einsum("ih,nchw,jw->ncij", rows, images, columns)


def resizing_matrix(length: int, wanted: int) -> Tensor:
    """The weights ``(wanted, length)`` of bicubic resizing along one axis, borders mirrored."""
    scale = wanted / length
    stretch = max(1.0, 1 / scale)
    centres = (np.arange(wanted) + 0.5) / scale - 0.5
    reach = int(math.ceil(2 * stretch)) + 1
    taps = np.floor(centres)[:, None] + np.arange(-reach, reach + 1)[None, :]
    weights = cubic((taps - centres[:, None]) / stretch)
    weights /= weights.sum(axis=1, keepdims=True)
    period = 2 * length
    phase = np.mod(taps, period).astype(int)
    mirrored = np.where(phase < length, phase, period - 1 - phase)
    matrix = np.zeros((wanted, length))
    np.add.at(matrix, (np.arange(wanted)[:, None], mirrored), weights)
    return torch.from_numpy(matrix).float()


def cubic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keys's cubic kernel with a = −½."""
    a = np.abs(x)
    near = 1.5 * a**3 - 2.5 * a**2 + 1
    far = -0.5 * a**3 + 2.5 * a**2 - 4 * a + 2
    return np.where(a <= 1, near, np.where(a < 2, far, 0.0))


def jpeg(images: Tensor, quality: int, subsampling: Subsampling) -> Tensor:
    """RGB images through libjpeg and back."""
    results: list[Tensor] = []
    for image in (as_8_bit(images) * 255).byte().permute(0, 2, 3, 1).cpu().numpy():
        stream = io.BytesIO()
        Image.fromarray(image).save(stream, "JPEG", quality=quality, subsampling=subsampling)
        with Image.open(stream) as decoded:
            results.append(torch.from_numpy(np.array(decoded)).permute(2, 0, 1))
    return to_float(torch.stack(results)).to(images.device)
