import unittest

import torch

from pentimento_training.networks import FieldOfExperts
from pentimento_training.networks.field import Stage, cosines


def trained_by_chance(module: torch.nn.Module) -> torch.nn.Module:
    random = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(0.1 * torch.randn(parameter.shape, generator=random))
    return module


class Field(unittest.TestCase):
    def test_filters_begin_as_cosines_and_keep_mean_zero(self) -> None:
        basis = cosines()
        self.assertTrue(torch.allclose(basis @ basis.T, torch.eye(24), atol=1e-6))
        stage = Stage(24)
        self.assertTrue(torch.allclose(stage.filters().flatten(1), basis, atol=1e-6))
        trained = trained_by_chance(stage)
        assert isinstance(trained, Stage)
        self.assertLess(float(trained.filters().detach().mean(dim=(2, 3)).abs().max()), 1e-6)

    def test_a_stage_steps_down_its_energy(self) -> None:
        stage = trained_by_chance(Stage(8))
        assert isinstance(stage, Stage)
        picture = 3 * torch.randn(2, 1, 13, 16, generator=torch.Generator().manual_seed(1))
        x, measured = picture.clone().requires_grad_(), picture.roll(1, 3)
        (gradient,) = torch.autograd.grad(stage.energy(x), x)
        with torch.no_grad():
            step = picture - stage(picture, measured)
            expected = gradient + stage.bond * (picture - measured)
        self.assertGreater(float(gradient.abs().max()), 0.01)
        self.assertTrue(torch.allclose(step, expected, atol=1e-5))

    def test_is_homogeneous_and_keeps_what_is_added(self) -> None:
        network = trained_by_chance(FieldOfExperts(8))
        image = torch.rand(2, 1, 16, 24, generator=torch.Generator().manual_seed(2))
        level = torch.tensor([0.05, 0.2]).view(2, 1, 1, 1).expand_as(image)
        with torch.no_grad():
            answer = network(image, level)
            self.assertGreater(float((answer - image).abs().mean()), 0.001)
            self.assertTrue(torch.allclose(network(3 * image, 3 * level), 3 * answer, atol=1e-5))
            self.assertTrue(torch.allclose(network(image + 0.5, level), answer + 0.5, atol=1e-5))

    def test_without_noise_nothing_changes(self) -> None:
        image = torch.rand(1, 1, 8, 8)
        with torch.no_grad():
            answer = FieldOfExperts(8)(image, torch.zeros_like(image))
        self.assertTrue(torch.allclose(answer, image, atol=1e-3))


if __name__ == "__main__":
    unittest.main()
