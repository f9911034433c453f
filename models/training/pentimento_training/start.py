"""Starting a training from the weights of an exported network."""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch
from torch import nn


def start_from(network: nn.Module, path: Path) -> int:
    """Copies all weights whose name and shape agree, and says how many there were. A layer may have fewer
    input channels than the stored one: a network that is told no level lacks the last channel.

    :param path: a ``network.onnx`` that `export` wrote
    :raises ValueError: where none agrees
    """
    import onnx
    from onnx import numpy_helper

    stored = {
        tensor.name.removesuffix("_16"): torch.from_numpy(numpy_helper.to_array(tensor).copy()).float()
        for tensor in onnx.load(str(path)).graph.initializer
    }
    taken = 0
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name not in stored:
                continue
            weights = stored[name][:, : parameter.shape[1]] if parameter.ndim > 1 else stored[name]
            if weights.shape == parameter.shape:
                parameter.copy_(weights)
                taken += 1
    if taken == 0:
        raise ValueError(f"{path}: no weights of the same names and shapes")
    return taken


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
