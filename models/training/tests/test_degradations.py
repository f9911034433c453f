import unittest

import numpy as np
import torch

from pentimento_training.degradations import (
    as_8_bit,
    blur,
    gaussian_kernel,
    gaussian_noise,
    jpeg,
    motion_kernel,
    resize,
)
from pentimento_training.decompressing import any_quality
from pentimento_training.denoising import LARGEST_SIGMA, any_noise, noise_of


def seeded() -> torch.Generator:
    return torch.Generator().manual_seed(1)


class Noise(unittest.TestCase):
    def test_has_the_stated_level_and_no_bias(self) -> None:
        grey = torch.full((2, 3, 128, 128), 0.5)
        levels = torch.tensor([15.0, 50.0])
        noise = gaussian_noise(grey, levels, torch.tensor([False, False]), seeded()) - grey
        for each, level in zip(noise, levels):
            self.assertAlmostEqual(float(each.std()) * 255 / float(level), 1, delta=0.02)
            self.assertAlmostEqual(float(each.mean()), 0, delta=0.003)

    def test_is_clipped_and_rounded_where_asked(self) -> None:
        black = torch.zeros(2, 3, 64, 64)
        noisy = gaussian_noise(black, torch.tensor([25.0, 25.0]), torch.tensor([True, False]), seeded())
        self.assertTrue(torch.equal(noisy[0], as_8_bit(noisy[0])))
        self.assertGreater(float(noisy[0].mean()), 0.03)
        self.assertLess(float(noisy[1].min()), -0.1)

    def test_of_grey_images_is_grey(self) -> None:
        example = noise_of(25, grey=True)(torch.rand(1, 3, 32, 32), seeded())
        for tensor in (example.inputs[0], example.target):
            self.assertTrue(torch.equal(tensor[:, 0], tensor[:, 2]))

    def test_map_tells_the_level_that_was_applied(self) -> None:
        clean = torch.full((64, 3, 32, 32), 0.5)
        example = any_noise(clean, seeded())
        image, noise = example.inputs
        told = noise[:, 0, 0, 0]
        measured = (image - example.target).std(dim=(1, 2, 3))
        weak = told < 30 / 255  # no clipping around middle grey
        self.assertTrue(torch.allclose(measured[weak], told[weak], rtol=0.1, atol=1 / 255))
        self.assertLessEqual(float(told.max()), LARGEST_SIGMA / 255)
        self.assertGreater(float(told.max() - told.min()), 0.2)


class Blur(unittest.TestCase):
    def test_kernels_have_sum_one(self) -> None:
        random = np.random.default_rng(1)
        for kernel in (gaussian_kernel(25, 1.6, 4, 0.7), motion_kernel(25, 12, random)):
            self.assertAlmostEqual(float(kernel.sum()), 1, places=5)
            self.assertGreaterEqual(float(kernel.min()), 0)

    def test_is_a_convolution_not_a_correlation(self) -> None:
        impulse = torch.zeros(1, 1, 9, 9)
        impulse[0, 0, 4, 4] = 1
        kernel = torch.arange(9.0).reshape(3, 3)
        self.assertTrue(torch.equal(blur(impulse, kernel)[0, 0, 3:6, 3:6], kernel))


class Resizing(unittest.TestCase):
    def test_keeps_straight_lines(self) -> None:
        ramp = torch.arange(60.0).view(1, 1, 1, 60).expand(1, 1, 60, 60)
        halved = resize(ramp, 30, 30)[0, 0]
        expected = torch.arange(30.0) * 2 + 0.5
        self.assertTrue(torch.allclose(halved[10, 5:-5], expected[5:-5], atol=1e-3))

    def test_does_not_alias(self) -> None:
        stripes = (torch.arange(64) % 2).float().view(1, 1, 1, 64).expand(1, 1, 64, 64)
        self.assertLess(float((resize(stripes, 16, 16)[..., 3:-3] - 0.5).abs().max()), 0.02)


class Jpeg(unittest.TestCase):
    def test_worsens_with_lower_quality(self) -> None:
        smooth = blur(torch.rand(1, 3, 64, 64, generator=seeded()), gaussian_kernel(9, 1.5, 1.5))
        errors = [float((jpeg(smooth, q, "4:4:4") - smooth).abs().mean()) for q in (95, 50, 10)]
        self.assertLess(errors[0], 0.01)
        self.assertEqual(errors, sorted(errors))

    def test_of_training_pairs_each_image_with_its_own_quality(self) -> None:
        smooth = blur(torch.rand(6, 3, 80, 80, generator=seeded()), gaussian_kernel(9, 1.5, 1.5))
        example = any_quality(smooth, seeded())
        image, quality = example.inputs
        self.assertEqual((image.shape, example.target.shape), ((6, 3, 64, 64), (6, 3, 64, 64)))
        errors = (image - example.target).square().mean(dim=(1, 2, 3))
        best, worst = quality[:, 0, 0, 0].argmax(), quality[:, 0, 0, 0].argmin()
        self.assertLess(float(errors[best]), float(errors[worst]))


if __name__ == "__main__":
    unittest.main()
