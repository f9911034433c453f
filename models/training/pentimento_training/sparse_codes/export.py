"""Export of the networks for sparse codes into the app's models.

    python3 -m pentimento_training.sparse_codes.export [--models ../]

Writes ``lista/weights.safetensors`` and ``lista/card.json``. Matrices are stored transposed, a column of
each after the other. Matrices that every layer multiplies by its own residual are stored in 8 bits, since
an error in them is an error in proportion to what is still wrong; B and S of LISTA in 16. The card says
what that costs.
"""

from __future__ import annotations

import argparse
import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..start import digest_of
from ..train import HERE
from .lasso import objective, solve
from .networks import Coupled, Lista, Unrolled
from .problem import CODE_LENGTH, DENSITY, MEASUREMENTS, WEIGHT, Problem, decibels, draw, problem_of
from .recipes import RECIPES, Recipe
from .storage import from_8_bits, in_8_bits, in_16_bits, write_safetensors
from .train import SEED, SOLVED

TITLES = {
    "alista": "ALISTA",
    "lista": "LISTA",
    "lista-cp": "LISTA-CP",
    "steps": "Learned steps",
    "lista-unsupervised": "LISTA, unsupervised",
}
TEST_SIGNALS = 500
TEST_SEED = 1_000_000


def trained(recipe: Recipe, problem: Problem, runs: Path) -> tuple[Unrolled, dict[str, Any]]:
    """A network with its record."""
    record = torch.load(runs / f"{recipe.key}.pt", weights_only=False)
    network = recipe.network(problem)
    network.load_state_dict(record["network"])
    return network.requires_grad_(False), record


def at_noise(network: Unrolled, record: dict[str, Any], row: int) -> Unrolled:
    """The network with the numbers that were fitted for one noise."""
    fitted = copy.deepcopy(network)
    scalars = record["scalars"]
    fitted.log_thresholds.copy_(scalars["thresholds"][row].log())
    if isinstance(fitted, Coupled):
        fitted.steps.copy_(scalars["steps"][row])
    return fitted


def stored(recipe: Recipe, network: Unrolled, record: dict[str, Any]) -> dict[str, np.ndarray]:
    """The tensors of a network, whose weights are rounded to what is stored."""
    tensors = {f"{recipe.key}/{name}": table.numpy() for name, table in record["scalars"].items()}
    if isinstance(network, Lista):
        for name in ("input", "state"):
            matrix: Tensor = getattr(network, name)
            half = in_16_bits(matrix)
            matrix.copy_(torch.from_numpy(half.astype(np.float32)))
            tensors[f"{recipe.key}/{name}"] = half.T
    elif isinstance(network, Coupled) and isinstance(network.weights, torch.nn.Parameter):
        values, scales = in_8_bits(network.weights)
        network.weights.copy_(from_8_bits(values, scales))
        tensors[f"{recipe.key}/weights"] = values.transpose(0, 2, 1)
        tensors[f"{recipe.key}/weights/scales"] = scales
    return tensors


class Tests:
    """Signals that none was trained on, and lasso solutions of those without noise."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        _, data = self.signals(None)
        self.solutions = solve(problem, data)
        self.least = objective(problem, self.solutions, data)

    def signals(self, snr: float | None) -> tuple[Tensor, Tensor]:
        """Codes and data."""
        return draw(self.problem, TEST_SIGNALS, torch.Generator().manual_seed(TEST_SEED), snr)


def figures(
    recipe: Recipe, network: Unrolled, record: dict[str, Any], tests: Tests
) -> dict[str, dict[str, float]]:
    """The errors after 16 layers, by the noise in dB."""
    table: dict[str, dict[str, float]] = {}
    for row, snr in enumerate(record["noises"]):
        codes, data = tests.signals(snr)
        answer = at_noise(network, record, row)(data)[-1]
        name = "none" if snr is None else f"{snr:g}"
        if recipe.target == "code":
            table[name] = {"nmse": round(decibels(answer, codes), 2)}
        else:
            above = (objective(tests.problem, answer, data) / tests.least - 1).mean()
            error = decibels(answer, tests.solutions)
            table[name] = {"nmse": round(error, 2), "excess": float(f"{above:.3g}")}
    return table


def form_of(network: Unrolled, recipe: Recipe) -> dict[str, str]:
    """How the app runs it, and where the weights are that are not its own."""
    if isinstance(network, Lista):
        return {"form": "lista"}
    if isinstance(network.weights, torch.nn.Parameter):
        return {"form": "coupled"}
    return {"form": "coupled", "weights": "analytic" if recipe.name == "alista" else "dictionary"}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Exports the networks for sparse codes.")
    parser.add_argument("--runs", type=Path, default=HERE / "runs" / "sparse-codes")
    parser.add_argument("--models", type=Path, default=HERE.parent)
    options = parser.parse_args()
    torch.set_num_threads(1)
    problem = problem_of(SEED)
    tensors = {"dictionary": problem.dictionary.numpy().T, "analytic": problem.analytic.numpy().T}
    tests = Tests(problem)
    networks: list[dict[str, Any]] = []
    for recipe in RECIPES:
        network, record = trained(recipe, problem, options.runs)
        exact = figures(recipe, network, record, tests)
        tensors.update(stored(recipe, network, record))
        rounded = figures(recipe, network, record, tests)
        networks.append(
            {
                "id": recipe.name,
                "title": TITLES[recipe.name],
                "target": recipe.target,
                **form_of(network, recipe),
                "noises": list(record["noises"]),
                "figures": rounded,
                "lossByStorage": round(max(rounded[key]["nmse"] - exact[key]["nmse"] for key in exact), 3),
                "training": {
                    "startedFrom": recipe.start,
                    "steps": record["steps"],
                    "batch": record["batch"],
                    "seconds": round(record["seconds"]),
                    "hardware": record["hardware"],
                    "code": record["code"],
                },
            }
        )
        print(recipe.key, rounded, "loss by storage", networks[-1]["lossByStorage"], flush=True)
    folder: Path = options.models / "lista"
    folder.mkdir(exist_ok=True)
    path = folder / "weights.safetensors"
    write_safetensors(tensors, path)
    card = {
        "kind": "sparse-codes",
        "name": "lista",
        "title": "Networks for sparse codes",
        "reference": "Gregor & LeCun 2010; Chen, Liu, Wang & Yin 2018; Liu, Chen, Wang & Yin 2019; Ablin, "
        "Moreau, Massias & Gramfort 2019",
        "licence": "MIT, as the app; trained on random numbers",
        "file": path.name,
        "sha256": digest_of(path),
        "weight": WEIGHT,
        "density": DENSITY,
        "networks": networks,
        "data": f"A {MEASUREMENTS} × {CODE_LENGTH}, normal numbers, columns of norm 1; codes Bernoulli "
        f"{DENSITY} times normal, drawn anew at each step; for supervised training towards the lasso "
        f"{SOLVED} solutions at µ = {WEIGHT} to a gap of 1e-6",
        "seed": SEED,
        "testSignals": TEST_SIGNALS,
    }
    text = json.dumps(card, indent=2, ensure_ascii=False)
    (folder / "card.json").write_text(text + "\n", encoding="utf8")
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
