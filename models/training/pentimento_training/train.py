"""The training loop.

    python3 -m pentimento_training.train denoiser-fast --photos FOLDER [--steps 10000] [--minutes 40]

Writes ``runs/NAME/checkpoint.pt`` every few minutes and ``runs/NAME/curve.csv``; started again, it
goes on where it stopped. A batch is a function of the seed and the step alone, so that a resumed
training equals an uninterrupted one.
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
import math
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

import numpy as np
import torch
from torch import Tensor, nn

from . import checkpoint as checkpoints
from .checkpoint import Checkpoint
from .curve import Curve
from .data import PhotoSet, central_crops, load_photos, random_batch
from .degradations import to_float
from .machine import hardware, revision
from .muon import optimizers_of
from .recipe import DescentRecipe, Example
from .recipes import TRAINED
from .start import digest_of, start_from

HERE = Path(__file__).parent.parent
WARM_UP_STEPS = 200
AVERAGE_DECAY = 0.999
#: Mean square error, white at 1, below which there is little left to win.
SMALLEST_ERROR = (2 / 255) ** 2
LARGEST_GRADIENT = 200.0
STEPS_PER_ROW = 100
STEPS_PER_VALIDATION = 1000
#: A multiple of 2, 3 and 4, and of what the networks want.
VALIDATION_SIDE = 144
SECONDS_PER_CHECKPOINT = 300.0
#: A longer step is one during which the process was paused.
LONGEST_STEP = 60.0


def learning_rate(step: int, steps: int, peak: float) -> float:
    """Linear warm-up, then half a cosine down to a thousandth."""
    if step < WARM_UP_STEPS:
        return peak * (step + 1) / WARM_UP_STEPS
    progress = min(1.0, (step - WARM_UP_STEPS) / max(1, steps - WARM_UP_STEPS))
    return peak * max(1e-3, 0.5 * (1 + math.cos(math.pi * progress)))


def loss_of(answer: Tensor, target: Tensor) -> Tensor:
    """PSNR with its sign turned, in dB, mean over the images (Chen et al. 2022, "Simple baselines for
    image restoration"): weak damage counts as much as strong. Images better than 42 dB count less."""
    errors = (answer.float() - target).square().mean(dim=(1, 2, 3))
    return 10 * torch.log10(errors + SMALLEST_ERROR).mean()


class Trainer:
    """A network in training."""

    def __init__(
        self,
        recipe: DescentRecipe,
        photos: PhotoSet,
        device: torch.device,
        folder: Path,
        start: Path | None = None,
    ) -> None:
        self.recipe = recipe
        self.training, self.held_out = photos.split()
        self.photos = photos
        self.device = device
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(recipe.seed)
        self.network = self.placed(recipe.network(recipe.size))
        self.start: str | None = None
        if start is not None and not self.path.exists():
            taken = start_from(recipe.part(self.network), start)
            self.start = f"{taken} of the weights of {start.parent.name}, {digest_of(start)[:12]}"
        self.average = copy.deepcopy(self.network).requires_grad_(False)
        self.optimizers = optimizers_of(self.network, recipe.learning_rate)
        self.step = 0
        self.seconds = 0.0
        self.hardware: list[str] = []
        self.revisions: list[str] = []
        if self.path.exists():
            self.resume(checkpoints.load(self.path, device))
        self.curve = Curve(folder / "curve.csv", list(recipe.conditions), self.step)

    @property
    def path(self) -> Path:
        """Where the state is kept."""
        return self.folder / "checkpoint.pt"

    def placed(self, network: nn.Module) -> nn.Module:
        """On the device, channels last: three times as fast on processors."""
        return network.to(self.device, memory_format=torch.channels_last)

    def resume(self, state: Checkpoint) -> None:
        """Takes over a checkpoint.

        :raises ValueError: where it is that of another size
        """
        if state.size != self.recipe.size:
            raise ValueError(
                f"{self.path} is a network of size {state.size}, not {self.recipe.size}; "
                "move it away or train in another folder"
            )
        self.network.load_state_dict(state.network)
        self.average.load_state_dict(state.average)
        for optimizer, kept in zip(self.optimizers, state.optimizers):
            optimizer.load_state_dict(kept)
        self.step, self.seconds = state.step, state.seconds
        self.hardware, self.revisions = state.hardware, state.revisions
        self.start = state.start

    def save(self) -> None:
        """Keeps the state."""
        recipe = self.recipe
        state = Checkpoint(
            step=self.step,
            seconds=self.seconds,
            size=recipe.size,
            batch=recipe.batch,
            patch=recipe.patch,
            seed=recipe.seed,
            steps=recipe.steps,
            photos=self.photos.digest,
            photo_count=len(self.training),
            hardware=self.hardware,
            revisions=self.revisions,
            network=self.network.state_dict(),
            average=self.average.state_dict(),
            optimizers=[optimizer.state_dict() for optimizer in self.optimizers],
            start=self.start,
        )
        checkpoints.save(state, self.path)

    def record(self, threads: int) -> None:
        """Notes the machine and the code for the card."""
        for notes, note in (
            (self.hardware, hardware(self.device, threads)),
            (self.revisions, revision()),
        ):
            if note not in notes:
                notes.append(note)

    def clean_batch(self, step: int) -> Tensor:
        """The crops of a step, in 8 bits."""
        random = np.random.default_rng([self.recipe.seed, step])
        return random_batch(self.training, self.recipe.batch, self.recipe.patch, random)

    def example(self, clean: Tensor, step: int) -> Example:
        """The degraded crops of a step."""
        random = torch.Generator(self.device).manual_seed(self.recipe.seed * 1_000_003 + step)
        return self.recipe.degrade(to_float(clean.to(self.device)), random)

    def answer(self, network: nn.Module, example: Example) -> Tensor:
        """The network's answer, in bfloat16 where there is a GPU."""
        inputs = [part.contiguous(memory_format=torch.channels_last) for part in example.inputs]
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            return network(*inputs)

    def advance(self, clean: Tensor) -> float:
        """One step; its loss."""
        recipe, step = self.recipe, self.step
        rate = learning_rate(step, recipe.steps, recipe.learning_rate)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
        example = self.example(clean, step)
        answer = self.answer(self.network, example)
        loss = (
            loss_of(answer, example.target) if recipe.loss is None else recipe.loss(answer.float(), example)
        )
        self.network.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), LARGEST_GRADIENT)
        for optimizer in self.optimizers:
            optimizer.step()
        decay = min(AVERAGE_DECAY, (1 + step) / (10 + step))
        with torch.no_grad():
            for mean, now in zip(self.average.parameters(), self.network.parameters()):
                mean.lerp_(now, 1 - decay)
        self.step = step + 1
        return loss.item()

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """Mean PSNR of the averaged weights on the held-out photographs, per condition."""
        clean = central_crops(self.held_out, VALIDATION_SIDE)
        results: dict[str, float] = {}
        for name, degrade in self.recipe.conditions.items():
            random = torch.Generator(self.device).manual_seed(0)
            example = degrade(to_float(clean.to(self.device)), random)
            answer = self.answer(self.average, example).float().clamp(0, 1)
            errors = (answer - example.target).square().mean(dim=(1, 2, 3))
            results[name] = float((-10 * torch.log10(errors)).mean())
        return results

    def run(self, seconds: float = math.inf) -> None:
        """Trains until the recipe's steps are done, the time is over or the process is asked to end."""
        started = saved = last = time.monotonic()
        losses: list[float] = []
        stopping = Stopping()
        with ThreadPoolExecutor(max_workers=1) as loader, stopping:
            upcoming = loader.submit(self.clean_batch, self.step)
            while self.step < self.recipe.steps and not stopping.asked:
                clean = upcoming.result()
                upcoming = loader.submit(self.clean_batch, self.step + 1)
                losses.append(self.advance(clean))
                now = time.monotonic()
                self.seconds += min(now - last, LONGEST_STEP)
                last = now
                done = self.step == self.recipe.steps
                if self.step % STEPS_PER_ROW == 0 or done:
                    validating = self.step % STEPS_PER_VALIDATION == 0 or done
                    scores = self.validate() if validating else {}
                    self.curve.add(self.step, self.seconds, sum(losses) / len(losses), scores)
                    losses.clear()
                if now - saved > SECONDS_PER_CHECKPOINT:
                    self.save()
                    saved = now
                if now - started > seconds:
                    break
        self.save()


class Stopping:
    """Turns SIGINT and SIGTERM into a wish, so that the state is saved first."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, _signal: int, _frame: FrameType | None) -> None:
        """The handler."""
        self.asked = True

    def __enter__(self) -> None:
        self.former = {number: signal.signal(number, self.ask) for number in (signal.SIGINT, signal.SIGTERM)}

    def __exit__(self, *_: object) -> None:
        for number, handler in self.former.items():
            signal.signal(number, handler)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Trains one of Pentimento's networks.")
    parser.add_argument("recipe", choices=TRAINED)
    parser.add_argument("--photos", type=Path, required=True, help="folder of photographs")
    parser.add_argument("--cache", type=Path, default=HERE / "cache")
    parser.add_argument("--runs", type=Path, default=HERE / "runs")
    parser.add_argument("--size", type=int, help="of the network, in place of the recipe's")
    parser.add_argument("--batch", type=int)
    parser.add_argument("--patch", type=int)
    parser.add_argument("--steps", type=int, help="of the schedule; more of them stretch it")
    parser.add_argument("--start", type=Path, help="network.onnx whose fitting weights to begin with")
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop after so long")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    given = {
        name: getattr(options, name)
        for name in ("size", "batch", "patch", "steps")
        if getattr(options, name) is not None
    }
    recipe = dataclasses.replace(TRAINED[options.recipe], **given)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.backends.cudnn.benchmark = True
    photos = load_photos(options.photos, options.cache)
    trainer = Trainer(recipe, photos, device, options.runs / recipe.name, options.start)
    trainer.record(options.threads)
    print(f"{recipe.name}, size {recipe.size}, from step {trainer.step} of {recipe.steps}", flush=True)
    trainer.run(options.minutes * 60)
    print(f"stopped at step {trainer.step} after {trainer.seconds / 60:.0f} minutes", flush=True)


if __name__ == "__main__":
    main()
