import dataclasses
import tempfile
import unittest
from pathlib import Path

import torch
from torch import Tensor

from pentimento_training.degradations import gaussian_kernel
from pentimento_training.inverting import (
    BLUR,
    NOISE,
    WEIGHT,
    blurred,
    energy,
    gradient,
    gradient_adjoint,
    measured,
    solve,
)
from pentimento_training.recipes.inversion import RECIPES
from pentimento_training.train import Trainer

from .photos import made_up_photos


def pictures(count: int = 2) -> Tensor:
    """Steps and slopes."""
    y, x = torch.meshgrid(torch.arange(40.0), torch.arange(48.0), indexing="ij")
    scenes = [(x > 20).float() * 0.5 + y / 100, ((x - 20).square() + (y - 18).square() < 140).float() * 0.6]
    return torch.stack(scenes[:count]).unsqueeze(1).expand(-1, 3, -1, -1)


class TheProblem(unittest.TestCase):
    def test_the_blur_is_the_sum_that_it_stands_for_with_half_sample_reflection(self) -> None:
        images = torch.rand(1, 1, 12, 19, generator=torch.Generator().manual_seed(1))
        reach = 7
        kernel = gaussian_kernel(2 * reach + 1, BLUR, BLUR)
        rows = [
            row if 0 <= row < 12 else -1 - row if row < 0 else 23 - row for row in range(-reach, 12 + reach)
        ]
        columns = [at if 0 <= at < 19 else -1 - at if at < 0 else 37 - at for at in range(-reach, 19 + reach)]
        grown = images[:, :, rows][:, :, :, columns]
        expected = torch.nn.functional.conv2d(grown, kernel[None, None])
        self.assertTrue(torch.allclose(blurred(images), expected, atol=1e-5))

    def test_the_gradient_has_its_adjoint(self) -> None:
        random = torch.Generator().manual_seed(1)
        images = torch.randn(2, 1, 9, 14, generator=random)
        fields = torch.randn(2, 2, 1, 9, 14, generator=random)
        left = (gradient(images) * fields).sum()
        right = (images * gradient_adjoint(fields)).sum()
        self.assertAlmostEqual(float(left), float(right), places=3)

    def test_measuring_blurs_and_adds_the_noise_that_it_states(self) -> None:
        truth, data = measured(torch.full((4, 3, 64, 64), 0.5), torch.Generator().manual_seed(1))
        self.assertAlmostEqual(float((data - truth).std() * 255), NOISE, delta=0.1)

    def test_the_solver_ends_where_the_duality_gap_closes(self) -> None:
        _, data = measured(pictures(), torch.Generator().manual_seed(2))
        data = data.double()
        best = solve(data, 1500)
        # With w = h ⋆ f − y and p the multiplier, hᵀw = −∇ᵀp; both are scaled until |p| ≤ λ.
        residual = blurred(best) - data
        slopes = gradient(best)
        length = slopes.square().sum(dim=0).sqrt()
        # Where there are edges p is λ times their direction, which is all that optimality says there.
        edges = length > 1e-3
        misfit = residual.square().sum() / 2
        variation = WEIGHT * length.sum()
        # At the least of E along f ↦ tf: ⟨h ⋆ f, w⟩ = −λ TV(f).
        along = (blurred(best) * residual).sum()
        self.assertAlmostEqual(float(along / -variation), 1, delta=2e-3)
        self.assertTrue(bool(edges.any()))
        self.assertLess(float(misfit + variation), float(energy(data, data).sum() * data[0].numel()))

    def test_nothing_near_the_solution_is_lower(self) -> None:
        _, data = measured(pictures(), torch.Generator().manual_seed(2))
        best = solve(data, 600)
        least = energy(best, data)
        random = torch.Generator().manual_seed(3)
        for scale in (1e-1, 1e-2, 1e-3):
            near = best + scale * torch.randn(best.shape, generator=random)
            self.assertTrue(bool((energy(near, data) > least * (1 - 1e-5)).all()))
        self.assertTrue(bool((energy(solve(data), data) < least * 1.002).all()))


class Recipes(unittest.TestCase):
    def test_the_three_differ_in_what_they_learn_from_alone(self) -> None:
        names = [recipe.name for recipe in RECIPES]
        self.assertEqual(
            names, ["inversion/supervised", "inversion/self-supervised", "inversion/unsupervised"]
        )
        first = RECIPES[0]
        for recipe in RECIPES:
            same = dataclasses.replace(
                recipe, name=first.name, facts=first.facts, degrade=first.degrade, loss=first.loss
            )
            self.assertEqual(same, first)

    def test_the_unsupervised_one_lowers_the_energy(self) -> None:
        recipe = dataclasses.replace(RECIPES[2], steps=30, size=4, batch=2, patch=32)
        with tempfile.TemporaryDirectory() as holder:
            folder = Path(holder)
            trainer = Trainer(recipe, made_up_photos(folder), torch.device("cpu"), folder / "run")
            losses = [trainer.advance(trainer.clean_batch(0)) for _ in range(30)]
            self.assertLess(losses[-1], losses[0])


if __name__ == "__main__":
    unittest.main()
