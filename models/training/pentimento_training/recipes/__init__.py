"""One short recipe per network."""

from ..recipe import DescentRecipe, Recipe
from .artifacts import RECIPE as ARTIFACTS
from .denoiser import RECIPE as DENOISER
from .denoiser_fast import RECIPE as DENOISER_FAST
from .field_of_experts import RECIPE as FIELD_OF_EXPERTS
from .inversion import RECIPES as INVERSION
from .patch_mixture import RECIPE as PATCH_MIXTURE
from .restorer import RECIPES as RESTORERS
from .unrolled import RECIPE as UNROLLED
from .upscaler import RECIPES as UPSCALERS

#: Those that are trained by descent.
TRAINED: dict[str, DescentRecipe] = {
    recipe.name: recipe
    for recipe in (
        DENOISER_FAST,
        DENOISER,
        ARTIFACTS,
        *UPSCALERS,
        FIELD_OF_EXPERTS,
        *RESTORERS,
        UNROLLED,
        *INVERSION,
    )
}

RECIPES: dict[str, Recipe] = {**TRAINED, PATCH_MIXTURE.name: PATCH_MIXTURE}
