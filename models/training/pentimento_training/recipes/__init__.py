"""One short recipe per network."""

from ..recipe import Recipe
from .artifacts import RECIPE as ARTIFACTS
from .denoiser import RECIPE as DENOISER
from .denoiser_fast import RECIPE as DENOISER_FAST
from .upscaler import RECIPES as UPSCALERS

RECIPES: dict[str, Recipe] = {
    recipe.name: recipe for recipe in (DENOISER_FAST, DENOISER, ARTIFACTS, *UPSCALERS)
}
