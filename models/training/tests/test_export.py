import importlib.util
import json
import shutil
import tempfile
import unittest
import warnings
from pathlib import Path

import torch

from pentimento_training.checkpoint import Checkpoint
from pentimento_training.evaluate import denoise, psnr
from pentimento_training.recipes import RECIPES
from pentimento_training.train import HERE

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
            self.assertEqual((image.shape[1], image.shape[2] % 8, image.shape[3] % 8), (3, 0, 0))
            return image

        for channels in (1, 3):
            image = torch.rand(1, channels, 13, 22)
            self.assertTrue(torch.allclose(denoise(same, image, 25, 8), image))


@unittest.skipIf(MISSING != [], f"not installed: {', '.join(MISSING)}")
class Export(unittest.TestCase):
    def test_onnx_runtime_agrees_and_the_card_describes_the_file(self) -> None:
        from pentimento_training.card import Storage, write_card
        from pentimento_training.evaluate import with_half_weights
        from pentimento_training.export import halve, largest_difference, write_onnx

        warnings.simplefilter("ignore")
        for name, recipe in RECIPES.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as holder:
                folder = Path(holder)
                network = with_half_weights(recipe.network(8).eval())
                path = folder / "network.onnx"
                write_onnx(network, path, recipe.multiple)
                size = path.stat().st_size
                halve(path)
                self.assertLess(path.stat().st_size, 0.75 * size)
                self.assertLess(largest_difference(network, path, recipe.multiple), 1e-4)
                with torch.no_grad():
                    next(network.parameters()).mul_(1.5)
                self.assertGreater(largest_difference(network, path, recipe.multiple), 1e-3)
                state = Checkpoint(1, 60.0, 8, 2, 32, 1, 1, "digest", 4, ["cpu"], ["code"], {}, {}, {})
                write_card(folder, recipe, network, state, Storage(16, 0.001, 1e-6), {"CBSD68": 30.0})
                card = json.loads((folder / "card.json").read_text())
                self.assertEqual((card["name"], card["file"], card["channels"]), (name, "network.onnx", 3))
                self.assertRegex(card["sha256"], "^[0-9a-f]{64}$")
                self.assertGreater(card["halo"], recipe.multiple)


if __name__ == "__main__":
    unittest.main()
