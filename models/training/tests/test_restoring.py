import unittest

import torch

from pentimento_training.degradations import blur, gaussian_kernel, resize
from pentimento_training.recipes import RECIPES
from pentimento_training.restoring import any_damage, mixed
from pentimento_training.upscaling import decimated


def seeded(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def smooth(count: int, side: int) -> torch.Tensor:
    picture = blur(torch.rand(count, 3, side, side, generator=seeded()), gaussian_kernel(15, 2, 2))
    return (picture - 0.5) * 4 + 0.5


class Damage(unittest.TestCase):
    def test_leaves_clean_pictures_clean(self) -> None:
        clean = smooth(4, 80).clamp(0, 1)
        for scale in (1, 2):
            example = any_damage(scale, clean_share=1.0)(clean, seeded())
            self.assertEqual(example.inputs[0].shape[2:], (64 // scale, 64 // scale))
            shrunk = example.target if scale == 1 else decimated(example.target, scale)
            inside = (..., slice(4, -4), slice(4, -4))
            difference = (example.inputs[0] - shrunk)[inside].abs().max()
            self.assertLess(float(difference), 1.01 / 255)

    def test_harms_every_other_picture_and_moves_none(self) -> None:
        clean = smooth(24, 80).clamp(0, 1)
        for scale in (1, 2):
            example = any_damage(scale, clean_share=0.0)(clean, seeded())
            image = resize(example.inputs[0], 64, 64)
            errors = (image - example.target).square().mean(dim=(1, 2, 3))
            self.assertGreater(float(errors.min()), 0)
            moved = [
                (image - example.target.roll(shift, axis))[..., 3:-3, 3:-3].square().mean()
                for axis in (2, 3)
                for shift in (-1, 1)
            ]
            self.assertLess(float(errors.mean()), float(min(moved)))

    def test_repeats_itself_and_differs_by_seed(self) -> None:
        truth = smooth(1, 48)
        one, again, other = (mixed(truth, 2, seeded(seed)) for seed in (5, 5, 6))
        self.assertTrue(torch.equal(one, again))
        self.assertFalse(torch.equal(one, other))

    def test_gains_are_over_the_picture_itself(self) -> None:
        for name in ("restorer", "restorer-x2"):
            for trial in RECIPES[name].trials:
                case = trial.damage(torch.rand(1, 1, 37, 50, generator=seeded()), 0)
                scale = RECIPES[name].facts.scale
                size = tuple(length * scale for length in case.image.shape[2:])
                self.assertEqual((case.image.shape[1], case.truth.shape[2:]), (case.truth.shape[1], size))
                if trial.baseline is None:
                    self.assertEqual(trial.score(case.image, case.truth), 99)
                else:
                    self.assertEqual(trial.baseline(case).shape, case.truth.shape)


if __name__ == "__main__":
    unittest.main()
