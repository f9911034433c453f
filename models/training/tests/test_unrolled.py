import math
import unittest

import numpy as np
import torch

from pentimento_training.networks import FastDenoiser, Unrolled
from pentimento_training.networks.unrolled import Reduction, laid, laid_back
from pentimento_training.psfs import SIDE, around_the_corner, gaussian, random_psf
from pentimento_training.recipes import RECIPES
from pentimento_training.trial import psnr
from pentimento_training.unrolling import SCALES, psfs_for, trial


def seeded() -> torch.Generator:
    return torch.Generator().manual_seed(3)


class RandomPsfs(unittest.TestCase):
    def test_sum_to_one_and_are_no_negative_light(self) -> None:
        random = np.random.default_rng(1)
        for _ in range(60):
            psf = random_psf(random)
            self.assertEqual(psf.shape, (SIDE, SIDE))
            self.assertAlmostEqual(float(psf.sum()), 1.0, places=5)
            self.assertGreaterEqual(float(psf.min()), 0.0)

    def test_lie_around_their_origin_or_where_they_are_moved(self) -> None:
        axis = torch.arange(SIDE) - (SIDE - 1) / 2
        for shift in (0.0, -0.5):
            random = np.random.default_rng(2)
            for _ in range(60):
                psf = random_psf(random, (shift, shift))
                for centre in (float(psf.sum(1) @ axis), float(psf.sum(0) @ axis)):
                    self.assertAlmostEqual(centre, shift, delta=0.2)


class DataStep(unittest.TestCase):
    def reductions(self) -> list[tuple[Reduction, torch.Tensor, torch.Tensor]]:
        random = np.random.default_rng(4)
        cases = []
        for scale in SCALES:
            fine = torch.rand(2, 3, 24, 36, generator=seeded())
            coarse = torch.rand(2, 3, 24 // scale, 36 // scale, generator=seeded())
            cases.append((Reduction(psfs_for(fine, scale, random), coarse.shape[2:]), fine, coarse))
        return cases

    def test_blurs_by_the_definition_and_keeps_every_so_manieth_sample(self) -> None:
        psf = torch.tensor([[0.0, 0.5, 0.0], [0.0, 0.2, 0.3], [0.0, 0.0, 0.0]])
        x = torch.rand(1, 1, 12, 12, generator=seeded())
        blurred = 0.2 * x + 0.5 * x.roll(-1, 2) + 0.3 * x.roll(1, 3)
        for scale, phase in ((1, 0), (2, 0), (3, 1), (4, 1)):
            plane = around_the_corner(psf, 12, 12).view(1, 1, 12, 12)
            measured = Reduction(plane, torch.Size((12 // scale, 12 // scale))).apply(x)
            expected = blurred[..., phase::scale, phase::scale]
            self.assertTrue(torch.allclose(measured, expected, atol=1e-6))

    def test_adjoint(self) -> None:
        for reduction, x, y in self.reductions():
            one, other = (reduction.apply(x) * y).sum(), (x * reduction.adjoint(y)).sum()
            self.assertAlmostEqual(float(one), float(other), delta=1e-3)

    def test_solves_its_equation(self) -> None:
        for reduction, z, y in self.reductions():
            for penalty in (torch.full((2, 1, 1, 1), 1e-3), torch.full((2, 1, 1, 1), 3.0)):
                x = reduction.nearest(z, y, penalty)
                gradient = reduction.adjoint(reduction.apply(x) - y) + penalty * (x - z)
                self.assertLess(float(gradient.abs().max()), 1e-5)


class Steps(unittest.TestCase):
    def test_the_eight_positions_differ_and_are_undone(self) -> None:
        image = torch.rand(1, 1, 3, 5, generator=seeded())
        seen = {(*laid(image, way).shape, *laid(image, way).flatten().tolist()) for way in range(8)}
        self.assertEqual(len(seen), 8)
        for way in range(8):
            self.assertTrue(torch.equal(laid_back(laid(image, way), way), image))

    def test_begin_as_dpirs_schedule(self) -> None:
        told: list[float] = []

        class Listening(FastDenoiser):
            def forward(self, image: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
                told.append(255 * level.mean().item())
                return image

        network = Unrolled(8, steps=3)
        network.prior = Listening(8)
        psf = around_the_corner(gaussian(1.0, 1.0, 0.0), 24, 24).view(1, 1, 24, 24)
        measured = torch.rand(1, 3, 24, 24, generator=seeded())
        network(measured, psf, torch.full((1, 1, 1, 1), 4 / 255))
        for level, expected in zip(told, (49, 14, 4)):
            self.assertAlmostEqual(level, expected, places=3)
        for step, expected in zip(network.schedule(), (49, 14, 4)):
            numbers = torch.tensor([1.0, math.log(4), 0.0])
            self.assertAlmostEqual(
                float(torch.exp(torch.tensor(step["level"]) @ numbers)), expected, places=2
            )
            weight = float(torch.exp(torch.tensor(step["weight"]) @ numbers))
            self.assertAlmostEqual(weight, 0.3 * 16 / expected**2, places=4)

    def test_improve_a_picture_even_untrained(self) -> None:
        """With a prior that answers with what it is given, what is left are the data steps."""
        network = Unrolled(8)
        with torch.no_grad():
            for parameter in network.prior.parameters():
                parameter.zero_()
        y, x = np.mgrid[:96, :96]
        truth = torch.from_numpy(0.5 + 0.4 * np.sin(x / 3) * np.cos(y / 4)).float().expand(1, 3, -1, -1)
        case = trial("", 1, 0.0).damage(truth, 1)
        assert case.given is not None
        with torch.no_grad():
            answer = network(*case.given)
        self.assertGreater(psnr(answer, case.truth), psnr(case.image, case.truth) + 6)

    def test_are_written_down(self) -> None:
        recipe = RECIPES["unrolled"]
        network = recipe.network(8)
        self.assertEqual(recipe.notes(network), {"steps": network.schedule()})


if __name__ == "__main__":
    unittest.main()
