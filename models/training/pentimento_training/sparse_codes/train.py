"""Training of the networks for sparse codes, a quarter of an hour of one thread in all.

    python3 -m pentimento_training.sparse_codes.train [--only code/alista] [--runs runs/sparse-codes]

Keeps each network in ``RUNS/TARGET/NAME.pt`` with its record; one that is there is not trained again.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import torch
from torch import Tensor

from ..curve import Curve
from ..machine import hardware, revision
from ..train import HERE
from .lasso import solve
from .networks import LAYERS, Coupled, Unrolled
from .problem import Problem, decibels, draw, problem_of
from .recipes import RECIPES, Recipe, Stage, relative_error

SEED = 1
#: Signal-to-noise ratios in dB for which thresholds and steps are fitted anew; None is no noise.
NOISES: tuple[float | None, ...] = (None, 30.0, 20.0)
NOISE_STAGE = Stage(LAYERS, 60, 0.03, True, 0.005)
#: Signals whose lasso solutions are kept to train on.
SOLVED = 1500
HELD_OUT = 300
STEPS_PER_ROW = 50
CPU = torch.device("cpu")


class Signals:
    """Data with the codes to be found, new ones at every step; lasso solutions are dear, and are drawn
    from a store, half of them with the other sign."""

    def __init__(self, problem: Problem, recipe: Recipe, snr: float | None, store: Path) -> None:
        self.problem, self.snr = problem, snr
        self.random = torch.Generator().manual_seed(SEED + 1)
        self.solved = solved_signals(problem, store) if recipe.target == "lasso" else None
        # Unsupervised training needs no solutions.
        self.fresh = recipe.target == "code" or recipe.loss is not relative_error
        held_out = torch.Generator().manual_seed(SEED + 2)
        if self.solved is None:
            self.held_out = draw(problem, HELD_OUT, held_out, snr)
        else:
            self.held_out = (self.solved[0][:HELD_OUT], self.solved[1][:HELD_OUT])

    def batch(self, count: int) -> tuple[Tensor, Tensor]:
        """What should be answered, and the data."""
        if self.fresh or self.solved is None:
            return draw(self.problem, count, self.random, self.snr)
        codes, data = self.solved
        chosen = torch.randint(HELD_OUT, len(codes), (count,), generator=self.random)
        sign = torch.randint(0, 2, (count, 1), generator=self.random) * 2.0 - 1
        return sign * codes[chosen], sign * data[chosen]


def solved_signals(problem: Problem, store: Path) -> tuple[Tensor, Tensor]:
    """Lasso solutions with their data, kept on disk."""
    if not store.exists():
        random = torch.Generator().manual_seed(SEED + 3)
        _, data = draw(problem, SOLVED, random)
        torch.save((torch.cat([solve(problem, part) for part in data.split(1000)]), data), store)
    codes, data = torch.load(store)
    return codes, data


def fit(
    network: Unrolled, stages: tuple[Stage, ...], recipe: Recipe, signals: Signals, curve: Curve | None
) -> int:
    """Runs the stages; the number of steps. With a curve, what is kept in the end is what did best on the
    signals held out: learned steps may be large, and then diverge for a rare signal."""
    problem, done, started = signals.problem, 0, time.monotonic()
    best: tuple[float, dict[str, Tensor]] | None = None
    losses: list[float] = []
    for stage in stages:
        every = [each for each in network.parameters() if each.requires_grad]
        moving = network.scalars() if stage.scalars else every
        optimizer = torch.optim.Adam(moving, lr=stage.rate)
        fall = ((stage.final_rate or stage.rate) / stage.rate) ** (1 / stage.steps)
        schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, fall)
        for step in range(1, stage.steps + 1):
            truth, data = signals.batch(recipe.batch)
            loss = recipe.loss(problem, network(data, stage.depth), truth, data)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(moving, 1.0)
            optimizer.step()
            schedule.step()
            done += 1
            losses.append(float(loss.detach()))
            if curve and (done % STEPS_PER_ROW == 0 or step == stage.steps):
                with torch.no_grad():
                    error = decibels(network(signals.held_out[1])[-1], signals.held_out[0])
                curve.add(done, time.monotonic() - started, sum(losses) / len(losses), {"nmse": error})
                losses.clear()
                if best is None or error < best[0]:
                    best = (error, {name: each.clone() for name, each in network.state_dict().items()})
    if best is not None:
        network.load_state_dict(best[1])
    return done


def train(recipe: Recipe, problem: Problem, runs: Path) -> None:
    """Trains one network, and its scalars for each noise, and keeps them."""
    folder = runs / recipe.target
    folder.mkdir(parents=True, exist_ok=True)
    network = recipe.network(problem)
    if recipe.start is not None:
        before = torch.load(runs / f"{recipe.start}.pt", weights_only=False)["network"]
        network.load_state_dict(before, strict=False)
    started = time.monotonic()
    curve = Curve(folder / f"{recipe.name}.csv", ["nmse"], 0)
    store = runs / "solved.pt"
    steps = fit(network, recipe.stages, recipe, Signals(problem, recipe, None, store), curve)
    state = {name: each.clone() for name, each in network.state_dict().items()}
    noises = NOISES if recipe.target == "code" else NOISES[:1]
    tables: list[dict[str, Tensor]] = []
    for snr in noises:
        network.load_state_dict(state)
        if snr is not None:
            steps += fit(network, (NOISE_STAGE,), recipe, Signals(problem, recipe, snr, store), None)
        scalars = {"thresholds": network.thresholds.detach().clone()}
        if isinstance(network, Coupled):
            scalars["steps"] = network.steps.detach().clone()
        tables.append(scalars)
    record = {
        "network": state,
        "scalars": {name: torch.stack([table[name] for table in tables]) for name in tables[0]},
        "noises": noises,
        "steps": steps,
        "batch": recipe.batch,
        "seconds": time.monotonic() - started,
        "hardware": hardware(CPU, torch.get_num_threads()),
        "code": revision(),
    }
    torch.save(record, folder / f"{recipe.name}.pt")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Trains the networks for sparse codes.")
    parser.add_argument("--only", choices=[recipe.key for recipe in RECIPES])
    parser.add_argument("--runs", type=Path, default=HERE / "runs" / "sparse-codes")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    problem = problem_of(SEED)
    for recipe in RECIPES:
        wanted = options.only in (None, recipe.key)
        if wanted and not (options.runs / f"{recipe.key}.pt").exists():
            print(recipe.key, flush=True)
            train(recipe, problem, options.runs)


if __name__ == "__main__":
    main()
