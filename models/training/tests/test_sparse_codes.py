import contextlib
import dataclasses
import io
import json
import struct
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import torch

from pentimento_training.sparse_codes import train as training
from pentimento_training.sparse_codes.lasso import duality_gap, objective, solve
from pentimento_training.sparse_codes.networks import LAYERS, Coupled, Lista, shrink
from pentimento_training.sparse_codes.problem import WEIGHT, Problem, decibels, draw, problem_of
from pentimento_training.sparse_codes.recipes import RECIPES, Stage
from pentimento_training.sparse_codes.storage import from_8_bits, in_8_bits, write_safetensors
from pentimento_training.sparse_codes.train import Signals, fit, train

FEW = {"SOLVED": 60, "HELD_OUT": 20, "NOISE_STAGE": Stage(LAYERS, 2, 0.01, True)}


def small() -> Problem:
    return problem_of(3, measurements=30, length=60)


def ista(problem: Problem, data: torch.Tensor, steps: int) -> torch.Tensor:
    now = torch.zeros(len(data), problem.dictionary.shape[1])
    for _ in range(steps):
        gradient = (now @ problem.dictionary.T - data) @ problem.dictionary
        now = shrink(now - gradient / problem.lipschitz, WEIGHT / problem.lipschitz)
    return now


class TheProblem(unittest.TestCase):
    def test_columns_have_norm_one_and_the_analytic_weight_is_the_best_of_its_kind(self) -> None:
        problem = small()
        norms = problem.dictionary.norm(dim=0)
        self.assertTrue(torch.allclose(norms, torch.ones(60), atol=1e-6))

        def cost(weight: torch.Tensor) -> float:
            return float((weight.T @ problem.dictionary).square().sum())

        diagonal = (problem.analytic * problem.dictionary).sum(dim=0)
        self.assertTrue(torch.allclose(diagonal, torch.ones(60), atol=1e-5))
        self.assertLess(cost(problem.analytic), 0.9 * cost(problem.dictionary))
        change = torch.randn(30, 60, generator=torch.Generator().manual_seed(1))
        # Along the constraint, every way leads up.
        change -= problem.dictionary * (change * problem.dictionary).sum(dim=0)
        for step in (0.01, -0.01):
            self.assertGreater(cost(problem.analytic + step * change), cost(problem.analytic))

    def test_signals_have_the_density_and_the_noise_that_were_asked_for(self) -> None:
        problem = small()
        random = torch.Generator().manual_seed(1)
        codes, data = draw(problem, 4000, random, snr=20)
        self.assertAlmostEqual(float((codes != 0).float().mean()), 0.1, delta=0.005)
        noise = data - codes @ problem.dictionary.T
        clean = codes @ problem.dictionary.T
        ratio = 10 * torch.log10(clean.square().sum() / noise.square().sum())
        self.assertAlmostEqual(float(ratio), 20, delta=0.3)


class TheLasso(unittest.TestCase):
    def test_is_solved_to_the_gap_where_nothing_near_is_lower(self) -> None:
        problem = small()
        random = torch.Generator().manual_seed(1)
        _, data = draw(problem, 20, random)
        best = solve(problem, data)
        self.assertLess(float(duality_gap(problem, best.double(), data).max()), 1e-5)
        least = objective(problem, best, data)
        for scale in (1e-1, 1e-2):
            near = best + scale * torch.randn(best.shape, generator=random)
            self.assertTrue(bool((objective(problem, near, data) > least).all()))


class Networks(unittest.TestCase):
    def test_with_the_weights_of_ista_they_are_ista(self) -> None:
        problem = small()
        _, data = draw(problem, 5, torch.Generator().manual_seed(1))
        step = 1 / problem.lipschitz
        thresholds = torch.full((LAYERS,), step * WEIGHT)
        lista = Lista(problem.dictionary, problem.dictionary, step, thresholds)
        steps = torch.full((LAYERS,), step)
        coupled = Coupled(problem.dictionary, problem.dictionary, steps, thresholds, trained=True)
        for network in (lista, coupled):
            answers = network(data)
            for layer in (1, 7, LAYERS):
                expected = ista(problem, data, layer)
                self.assertTrue(torch.allclose(answers[layer - 1], expected, atol=1e-5))

    def test_learning_the_scalars_alone_beats_ista_by_far(self) -> None:
        problem = small()
        recipe = next(each for each in RECIPES if each.key == "code/alista")
        network = recipe.network(problem)
        signals = Signals(problem, recipe, None, Path("none"))
        stages = (Stage(6, 40, 0.05, True), Stage(LAYERS, 80, 0.05, True, 0.005))
        fit(network, stages, recipe, signals, None)
        codes, data = draw(problem, 500, torch.Generator().manual_seed(9))
        with torch.no_grad():
            learned = decibels(network(data)[-1], codes)
        self.assertLess(learned, decibels(ista(problem, data, LAYERS), codes) - 2)

    def test_every_recipe_trains_and_keeps_its_record(self) -> None:
        problem = small()
        quiet = contextlib.redirect_stdout(io.StringIO())
        with tempfile.TemporaryDirectory() as holder, quiet, mock.patch.multiple(training, **FEW):
            runs = Path(holder)
            for recipe in RECIPES:
                stages = (Stage(4, 2, 1e-3, True), Stage(LAYERS, 2, 1e-4, False, 1e-5))
                train(dataclasses.replace(recipe, stages=stages, batch=4), problem, runs)
                record = torch.load(runs / f"{recipe.key}.pt", weights_only=False)
                table = record["scalars"]["thresholds"]
                self.assertEqual(table.shape, (len(record["noises"]), LAYERS))
                self.assertTrue(bool((table > 0).all()))


class Storage(unittest.TestCase):
    def test_8_bits_are_near_and_files_say_where_arrays_are(self) -> None:
        matrices = torch.randn(2, 5, 4, generator=torch.Generator().manual_seed(1))
        values, scales = in_8_bits(matrices)
        largest = matrices.abs().amax(dim=-2, keepdim=True)
        error = (from_8_bits(values, scales) - matrices).abs()
        self.assertTrue(bool((error <= largest / 254 + 1e-6).all()))
        with tempfile.TemporaryDirectory() as holder:
            path = Path(holder) / "weights.safetensors"
            write_safetensors({"a": values.transpose(0, 2, 1), "b": np.float32([1.5])}, path)
            data = path.read_bytes()
            (length,) = struct.unpack("<Q", data[:8])
            header = json.loads(data[8 : 8 + length])
            self.assertEqual(header["a"]["shape"], [2, 4, 5])
            start, end = header["b"]["data_offsets"]
            self.assertEqual(struct.unpack("<f", data[8 + length + start : 8 + length + end]), (1.5,))
            first = np.frombuffer(data[8 + length :], np.int8, 5)
            self.assertEqual(first.tolist(), values[0, :, 0].tolist())


if __name__ == "__main__":
    unittest.main()
