"""Export of a trained network into the app's models.

    python3 -m pentimento_training.export denoiser-fast --eval FOLDER [--models ../]

Writes ``NAME/network.onnx`` and ``NAME/card.json``, having checked that ONNX Runtime answers what
PyTorch answers at several sizes. Weights are stored in 16 bits where that costs less than 0.02 dB in
every trial; the arithmetic stays in 32.
"""

from __future__ import annotations

import argparse
import copy
import inspect
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from .card import Storage, write_card
from .evaluate import averaged_network, evaluate_all, means, with_half_weights
from .recipe import Recipe
from .recipes import RECIPES
from .train import HERE

OPSET = 17
LARGEST_LOSS = 0.02
#: Of each set, to compare weights of 16 and 32 bits on the same noise.
COMPARED_IMAGES = 6
#: Of the answers, white at 1; two libraries sum in different orders.
LARGEST_DIFFERENCE = 1e-4
ALMOST_ALL = 0.99
#: Smaller tensors stay in 32 bits.
FEWEST_HALVED = 64


def write_onnx(network: nn.Module, recipe: Recipe, path: Path) -> None:
    """The network with free batch, height and width. Its inputs are called ``image`` and, where it has
    one, by what the level tells."""
    inputs = recipe.inputs(torch.rand(1, recipe.facts.channels, 8 * recipe.multiple, 8 * recipe.multiple))
    names = ["image", *([recipe.facts.level] if recipe.facts.level else []), "restored"]
    options: dict[str, Any] = {}
    if "dynamo" in inspect.signature(torch.onnx.export).parameters:
        options["dynamo"] = False
    torch.onnx.export(
        network,
        inputs,
        str(path),
        opset_version=OPSET,
        input_names=names[:-1],
        output_names=names[-1:],
        dynamic_axes={name: {0: "batch", 2: "height", 3: "width"} for name in names},
        **options,
    )
    onnx.checker.check_model(str(path))


def halve(path: Path) -> None:
    """Stores the weights in 16 bits; casts bring them back, which ONNX Runtime does once, on loading."""
    model = onnx.load(str(path))
    graph = model.graph
    casts = []
    for weights in graph.initializer:
        values = numpy_helper.to_array(weights)
        if values.dtype != np.float32 or values.size < FEWEST_HALVED:
            continue
        wanted, weights.name = weights.name, f"{weights.name}_16"
        weights.CopyFrom(numpy_helper.from_array(values.astype(np.float16), weights.name))
        casts.append(helper.make_node("Cast", [weights.name], [wanted], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def check_cases(recipe: Recipe) -> list[tuple[Tensor, ...]]:
    """Random pictures of several shapes, with levels from none to strong; the last is a batch."""
    random = torch.Generator().manual_seed(7)
    shapes = [(1, 1, 1), (1, 8, 8), (1, 16, 9), (1, 33, 40), (2, 5, 12)]
    cases: list[tuple[Tensor, ...]] = []
    for index, (count, rows, columns) in enumerate(shapes):
        size = (rows * recipe.multiple, columns * recipe.multiple)
        image = torch.rand(count, recipe.facts.channels, *size, generator=random) * 1.2 - 0.1
        cases.append(recipe.inputs(image, index * 0.3 / 4))
    return cases


def largest_difference(network: nn.Module, recipe: Recipe, path: Path) -> float:
    """The largest difference between ONNX Runtime's and PyTorch's answers, in 99 % of the pixels.

    :raises subprocess.CalledProcessError: where ONNX Runtime refuses the file
    """
    cases = check_cases(recipe)
    names = ["image", recipe.facts.level]
    with tempfile.TemporaryDirectory() as holder:
        folder = Path(holder)
        for index, inputs in enumerate(cases):
            for name, tensor in zip(names, inputs):
                tensor.numpy().astype("<f4").tofile(folder / f"{index}.{name}")
        shapes = [{str(name): list(each.shape) for name, each in zip(names, inputs)} for inputs in cases]
        (folder / "cases.json").write_text(json.dumps(shapes), encoding="utf8")
        subprocess.run(["node", str(HERE / "runOnnx.js"), str(path), holder], check=True)
        difference = 0.0
        for index, inputs in enumerate(cases):
            with torch.no_grad():
                expected = network(*inputs)
            answer = torch.from_numpy(np.fromfile(folder / f"{index}.restored", "<f4"))
            # Of the patch mixture's patches a few are as likely under two components and may fall either
            # way. NaN must fail: quantile() keeps it, max() would not.
            gaps = (answer.reshape(expected.shape) - expected).abs().flatten()
            gap = float(torch.quantile(gaps, ALMOST_ALL))
            difference = gap if not gap <= difference else difference
    return difference


def loss_by_rounding(network: nn.Module, rounded: nn.Module, recipe: Recipe, folder: Path) -> float:
    """By how much rounded weights lower PSNR at most, over all trials."""
    full, half = (means(evaluate_all(each, recipe, folder, COMPARED_IMAGES)) for each in (network, rounded))
    return max(full[name] - half[name] for name in full)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Exports a trained network for the app.")
    parser.add_argument("recipe", choices=RECIPES)
    parser.add_argument("--eval", type=Path, required=True, help="folder of the evaluation sets")
    parser.add_argument("--runs", type=Path, default=HERE / "runs")
    parser.add_argument("--models", type=Path, default=HERE.parent)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe = RECIPES[options.recipe]
    network, state = averaged_network(recipe, options.runs)
    rounded = with_half_weights(copy.deepcopy(network))
    loss = loss_by_rounding(network, rounded, recipe, options.eval)
    halved = loss < LARGEST_LOSS
    folder: Path = options.models / recipe.name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "network.onnx"
    exported = rounded if halved else network
    part = recipe.part(exported)
    write_onnx(part, recipe, path)
    if halved:
        halve(path)
    difference = largest_difference(part, recipe, path)
    if not difference < LARGEST_DIFFERENCE:
        raise SystemExit(f"ONNX Runtime and PyTorch differ by {difference:.2g}: not exported for use")
    storage = Storage(16 if halved else 32, loss, difference)
    figures = means(evaluate_all(exported, recipe, options.eval))
    write_card(folder, recipe, exported, state, storage, figures)
    for name, score in figures.items():
        print(f"{name:28} {score:.2f}")
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB; 16 bits cost {loss:.4f} dB; {difference:.1e} off")


if __name__ == "__main__":
    main()
