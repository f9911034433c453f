"""Arrays in the safetensors format: a JSON header and the bytes."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

TYPES = {np.dtype("float32"): "F32", np.dtype("float16"): "F16", np.dtype("int8"): "I8"}


def write_safetensors(tensors: dict[str, np.ndarray], path: Path) -> None:
    """Writes arrays by name."""
    header: dict[str, object] = {}
    blobs: list[bytes] = []
    offset = 0
    for name, values in tensors.items():
        blob = np.ascontiguousarray(values).tobytes()
        header[name] = {
            "dtype": TYPES[values.dtype],
            "shape": list(values.shape),
            "data_offsets": [offset, offset + len(blob)],
        }
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    # Arrays begin at multiples of eight.
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def in_8_bits(matrices: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers up to 127 and a scale for each column of matrices ``(…, rows, columns)``."""
    scales = matrices.abs().amax(dim=-2, keepdim=True) / 127
    return (matrices / scales).round().to(torch.int8).numpy(), scales.squeeze(-2).numpy()


def from_8_bits(values: np.ndarray, scales: np.ndarray) -> Tensor:
    """What `in_8_bits` kept."""
    return torch.from_numpy(values.astype(np.float32) * scales[..., None, :])


def in_16_bits(matrix: Tensor) -> np.ndarray:
    """Half precision."""
    return matrix.numpy().astype(np.float16)
