"""One short recipe per network."""

from ..recipe import Recipe
from .denoiser import RECIPE as DENOISER
from .denoiser_fast import RECIPE as DENOISER_FAST

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in (DENOISER_FAST, DENOISER)}
