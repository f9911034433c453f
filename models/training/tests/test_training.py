import contextlib
import dataclasses
import io
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from pentimento_training.data import random_batch
from pentimento_training.networks.cost import flops_per_pixel
from pentimento_training.recipe import DescentRecipe
from pentimento_training.recipes import RECIPES, TRAINED
from pentimento_training.train import Trainer, learning_rate
from tests.photos import made_up_photos

CPU = torch.device("cpu")


def tiny(name: str = "denoiser-fast", steps: int = 6) -> DescentRecipe:
    recipe = TRAINED[name]
    conditions = dict(list(recipe.conditions.items())[:2])
    return dataclasses.replace(recipe, size=8, patch=48, batch=2, steps=steps, conditions=conditions)


class Networks(unittest.TestCase):
    def test_keep_the_size_and_follow_the_image(self) -> None:
        for recipe in RECIPES.values():
            network = recipe.part(recipe.network(8))
            for rows, columns in ((1, 1), (3, 5)):
                size = torch.tensor([rows, columns]) * recipe.multiple
                channels = recipe.facts.channels
                answer = network(*recipe.inputs(torch.rand(2, channels, *size.tolist())))
                self.assertEqual(answer.shape, (2, channels, *(size * recipe.facts.scale).tolist()))

    def test_operations_are_counted(self) -> None:
        layer = torch.nn.Conv2d(3, 3, 3, padding=1)

        class One(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.layer = layer

            def forward(self, image: torch.Tensor) -> torch.Tensor:
                return self.layer(image)

        self.assertEqual(flops_per_pixel(One(), (torch.zeros(1, 3, 8, 9),)), 2 * 9 * 3 * 3)


class Training(unittest.TestCase):
    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)
        self.photos = made_up_photos(self.folder)
        quiet = contextlib.redirect_stdout(io.StringIO())
        quiet.__enter__()
        self.addCleanup(quiet.__exit__, None, None, None)

    def test_photos_are_shrunk_cached_and_cropped(self) -> None:
        self.assertEqual(self.photos.photo(3).shape, (150, 500, 3))
        batches = [random_batch(self.photos, 4, 64, np.random.default_rng(seed)) for seed in (1, 1, 2)]
        self.assertEqual(batches[0].shape, (4, 3, 64, 64))
        self.assertTrue(torch.equal(batches[0], batches[1]))
        self.assertFalse(torch.equal(batches[0], batches[2]))
        training, held_out = self.photos.split()
        self.assertEqual(set(training.names) & set(held_out.names), set())

    def test_small_photos_are_mirrored_up_to_the_size(self) -> None:
        batch = random_batch(self.photos.subset([2]), 1, 256, np.random.default_rng(1))
        self.assertEqual(batch.shape, (1, 3, 256, 256))

    def test_resumed_equals_uninterrupted(self) -> None:
        for name in TRAINED:
            whole = Trainer(tiny(name), self.photos, CPU, self.folder / name / "whole")
            whole.run()
            parts = Trainer(tiny(name), self.photos, CPU, self.folder / name / "parts")
            for _ in range(3):
                parts.advance(parts.clean_batch(parts.step))
            parts.save()
            resumed = Trainer(tiny(name), self.photos, CPU, self.folder / name / "parts")
            self.assertEqual(resumed.step, 3)
            resumed.run()
            for one, other in zip(whole.average.parameters(), resumed.average.parameters()):
                self.assertTrue(torch.allclose(one, other, atol=1e-6))

    def test_learns_and_keeps_a_curve(self) -> None:
        trainer = Trainer(tiny(steps=120), self.photos, CPU, self.folder / "run")
        trainer.run()
        lines = (self.folder / "run" / "curve.csv").read_text().splitlines()
        self.assertEqual(lines[0], "step,seconds,loss,psnr_15,psnr_25")
        self.assertGreater(float(lines[-1].split(",")[4]), 20.2)  # the noise alone leaves 20.2 dB

    def test_refuses_a_checkpoint_of_another_size(self) -> None:
        Trainer(tiny(), self.photos, CPU, self.folder / "run").save()
        with self.assertRaisesRegex(ValueError, "size 8, not 16"):
            Trainer(dataclasses.replace(tiny(), size=16), self.photos, CPU, self.folder / "run")

    def test_the_rate_rises_then_falls(self) -> None:
        rates = [learning_rate(step, 1000, 1.0) for step in (0, 199, 600, 1000)]
        self.assertAlmostEqual(rates[1], 1.0)
        self.assertLess(rates[0], 0.01)
        self.assertAlmostEqual(rates[2], 0.5, delta=0.01)
        self.assertAlmostEqual(rates[3], 0.001)


if __name__ == "__main__":
    unittest.main()
