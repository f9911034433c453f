import importlib.util
import json
import math
import shutil
import tempfile
import unittest
import warnings
from pathlib import Path

import torch

from pentimento_training.checkpoint import Checkpoint
from pentimento_training.evaluate import restore
from pentimento_training.recipes import RECIPES, TRAINED
from pentimento_training.train import HERE
from pentimento_training.trial import psnr

MISSING = [
    what
    for what, there in (
        ("Python's onnx", importlib.util.find_spec("onnx") is not None),
        ("node", shutil.which("node") is not None),
        ("onnxruntime-node (npm ci)", (HERE / "../../node_modules/onnxruntime-node").exists()),
    )
    if not there
]


class Evaluation(unittest.TestCase):
    def test_psnr(self) -> None:
        self.assertAlmostEqual(psnr(torch.full((1, 3, 4, 4), 0.1), torch.zeros(1, 3, 4, 4)), 20, places=4)

    def test_any_size_and_grey(self) -> None:
        def same(image: torch.Tensor, _: torch.Tensor) -> torch.Tensor:
            self.assertEqual((image.shape[1], image.shape[2] % 16, image.shape[3] % 16), (3, 0, 0))
            return image

        for channels in (1, 3):
            image = torch.rand(1, channels, 13, 22)
            self.assertTrue(torch.allclose(restore(same, RECIPES["artifacts"], image, 0.1), image))

    def test_scores_of_enlarging_are_the_fields_own(self) -> None:
        trial = next(each for each in RECIPES["upscaler-x3"].trials if each.images == "Set5")
        case = trial.damage(torch.rand(1, 3, 50, 62), 0)
        self.assertEqual((case.image.shape, case.truth.shape), ((1, 3, 16, 20), (1, 3, 48, 60)))
        answer = case.truth.clone()
        answer[..., :3] = 0  # the border does not count
        self.assertEqual(trial.score(answer, case.truth), float("inf"))
        grey = trial.score(case.truth * 0 + 0.6, case.truth * 0 + 0.5)
        self.assertAlmostEqual(grey, 20 - 20 * math.log10(219 / 255), places=3)


@unittest.skipIf(MISSING != [], f"not installed: {', '.join(MISSING)}")
class Export(unittest.TestCase):
    def test_onnx_runtime_agrees_and_the_card_describes_the_file(self) -> None:
        from pentimento_training.card import Storage, write_card
        from pentimento_training.evaluate import with_half_weights
        from pentimento_training.export import FEWEST_HALVED, halve, largest_difference, write_onnx
        from pentimento_training.start import start_from

        warnings.simplefilter("ignore")
        for name, recipe in RECIPES.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as holder:
                folder = Path(holder)
                network = recipe.network(8).eval()
                with torch.no_grad():
                    for parameter in network.parameters():
                        parameter.add_(0.01 * torch.rand_like(parameter))
                network = with_half_weights(network)
                path = folder / "network.onnx"
                part = recipe.part(network)
                write_onnx(part, recipe, path)
                size = path.stat().st_size
                halve(path)
                large = [each.numel() for each in part.parameters() if each.numel() >= FEWEST_HALVED]
                self.assertLess(path.stat().st_size, size - 1.2 * sum(large))
                self.assertLess(largest_difference(part, recipe, path), 1e-4)
                with torch.no_grad():
                    next(part.parameters()).mul_(1.5)
                self.assertGreater(largest_difference(part, recipe, path), 1e-3)
                state = Checkpoint(1, 60.0, 8, 2, 32, 1, 1, "digest", 4, ["cpu"], ["code"], {}, {}, {})
                write_card(folder, recipe, network, state, Storage(16, 0.001, 1e-6), {"CBSD68": 30.0})
                card = json.loads((folder / "card.json").read_text())
                self.assertEqual(
                    (card["name"], card["file"], card["channels"]),
                    (Path(name).name, "network.onnx", recipe.facts.channels),
                )
                self.assertRegex(card["sha256"], "^[0-9a-f]{64}$")
                self.assertGreater(card["halo"], recipe.multiple)
                self.assertEqual("steps" in card, name == "unrolled")
                other = recipe.part(recipe.network(8))
                if name in TRAINED:
                    self.assertEqual(start_from(other, path), len(list(other.parameters())))
                with self.assertRaisesRegex(ValueError, "no weights"):
                    start_from(torch.nn.Linear(2, 2), path)

    def test_a_network_without_a_level_begins_with_one_that_has_it(self) -> None:
        from pentimento_training.export import write_onnx
        from pentimento_training.start import start_from

        warnings.simplefilter("ignore")
        told, blind = (RECIPES[name].network(8).eval() for name in ("denoiser-fast", "restorer"))
        with torch.no_grad():
            for parameter in told.parameters():
                parameter.add_(0.01 * torch.rand_like(parameter))
        with tempfile.TemporaryDirectory() as holder:
            path = Path(holder) / "network.onnx"
            write_onnx(told, RECIPES["denoiser-fast"], path)
            self.assertEqual(start_from(blind, path), len(list(blind.parameters())))
        self.assertTrue(torch.equal(blind.head.weight, told.head.weight[:, :12]))


if __name__ == "__main__":
    unittest.main()
