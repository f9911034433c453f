"""Made-up photographs for the tests."""

from pathlib import Path

import numpy as np
from PIL import Image

from pentimento_training.data import PhotoSet, load_photos


def made_up_photos(folder: Path) -> PhotoSet:
    """A few photographs of waves, one large enough to be shrunk."""
    photos = folder / "photos"
    photos.mkdir()
    for index, (height, width) in enumerate([(160, 150), (140, 200), (130, 130), (300, 1000)]):
        y, x = np.mgrid[:height, :width]
        waves = [np.sin(x / (5 + index) + plane) * np.cos(y / (7 + plane)) for plane in range(3)]
        pixels = (127.5 * (1 + np.stack(waves, axis=-1))).astype(np.uint8)
        Image.fromarray(pixels).save(photos / f"{index}.png")
    return load_photos(photos, folder / "cache")
