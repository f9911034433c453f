"""The trained field of experts."""

from ..denoising import any_grey_noise, grey_noise_of, trial
from ..networks import FieldOfExperts
from ..recipe import DescentRecipe, Facts

RECIPE = DescentRecipe(
    name="field-of-experts",
    facts=Facts(
        title="Field of experts",
        summary="Removes Gaussian noise of a given level by a few steps down a trained energy.",
        task="denoise",
        reference="Chen, Pock: Trainable nonlinear reaction diffusion, 2017",
        level="noise",
        channels=1,
    ),
    network=FieldOfExperts,
    size=24,
    degrade=any_grey_noise,
    conditions={f"psnr_{sigma}": grey_noise_of(sigma) for sigma in (15, 25, 50)},
    trials=tuple(
        trial(images, sigma, clipped=False, grey=True)
        for images in ("CBSD68", "Set12")
        for sigma in (15.0, 25.0, 50.0)
    ),
    patch=48,
    batch=8,
    steps=2_000,
    learning_rate=5e-3,
    multiple=FieldOfExperts.multiple,
)
