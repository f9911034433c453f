"""The networks, each sized by one number.

They take images ``(n, 3, height, width)`` with white at 1, those with a level also a map
``(n, 1, height, width)`` of it, and give the restored images. Grey images are given as three equal
channels; `DirectInverse` and `FieldOfExperts` take one.
"""

from .fast import DirectInverse, FastDenoiser, Restorer
from .field import FieldOfExperts
from .mixture import PatchMixture
from .unet import FoldedUNet
from .unrolled import Unrolled
from .upscaler import Upscaler

__all__ = [
    "DirectInverse",
    "FastDenoiser",
    "FieldOfExperts",
    "FoldedUNet",
    "PatchMixture",
    "Restorer",
    "Unrolled",
    "Upscaler",
]
