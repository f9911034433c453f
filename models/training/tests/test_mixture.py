import math
import unittest

import torch

from pentimento_training.mixture import begin, improve
from pentimento_training.networks import PatchMixture
from pentimento_training.networks.mixture import PIXELS, log_density


def two_kinds(count: int) -> torch.Tensor:
    """Patches without their mean: half strong gradients, half weak white noise."""
    random = torch.Generator().manual_seed(3)
    ramp = torch.linspace(-1, 1, 8).repeat(8, 1).reshape(-1) / 8
    strong = torch.randn(count, 1, generator=random) * ramp + 0.01 * torch.randn(
        count, PIXELS, generator=random
    )
    weak = 0.02 * torch.randn(count, PIXELS, generator=random)
    patches = torch.cat([strong, weak])
    return patches - patches.mean(dim=1, keepdim=True)


class Mixture(unittest.TestCase):
    def setUp(self) -> None:
        torch.set_grad_enabled(False)
        self.addCleanup(torch.set_grad_enabled, True)

    def test_density_is_that_of_the_gaussian(self) -> None:
        patches = two_kinds(100)
        mixture = PatchMixture(2)
        begin(mixture, patches)
        axes, variances = mixture.axes[:24].double(), mixture.variances[0].double()
        rest = mixture.rest[0].double() + 0.01
        # Without the direction of the mean, of which the density says nothing.
        plane = torch.eye(PIXELS, dtype=torch.float64) - 1 / PIXELS
        covariance = axes.T @ torch.diag(variances + 0.01 - rest) @ axes + rest * plane
        values, vectors = torch.linalg.eigh(covariance)
        along = patches[:3].double() @ vectors[:, 1:]
        expected = -0.5 * (along.square() / values[1:]).sum(dim=1) - 0.5 * torch.log(values[1:]).sum()
        expected += math.log(0.5) - 0.5 * PIXELS * math.log(2 * math.pi)
        found = log_density(mixture, patches[:3], 0.01)[:, 0].double()
        self.assertTrue(torch.allclose(found, expected, rtol=1e-3))

    def test_expectation_maximisation_climbs(self) -> None:
        patches = two_kinds(2000)
        mixture = PatchMixture(4)
        begin(mixture, patches)
        climbed = [improve(mixture, patches) for _ in range(6)]
        for before, after in zip(climbed, climbed[1:]):
            self.assertGreater(after, before - 0.02)
        self.assertGreater(climbed[-1], climbed[0] + 0.1)

    def test_without_noise_the_image_stays(self) -> None:
        mixture = PatchMixture(2)
        begin(mixture, two_kinds(200))
        image = torch.rand(1, 1, 24, 32)
        self.assertTrue(torch.allclose(mixture(image, torch.zeros_like(image)), image, atol=1e-3))

    def test_a_flat_image_loses_its_noise(self) -> None:
        mixture = PatchMixture(2)
        patches = two_kinds(200)
        begin(mixture, patches)
        for _ in range(5):
            improve(mixture, patches)
        noisy = 0.5 + 0.1 * torch.randn(1, 1, 64, 64, generator=torch.Generator().manual_seed(1))
        answer = mixture(noisy, torch.full_like(noisy, 0.1))
        self.assertLess(float((answer - 0.5).std()), 0.03)


if __name__ == "__main__":
    unittest.main()
