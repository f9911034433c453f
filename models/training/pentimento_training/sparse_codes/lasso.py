"""The problem that the layers unroll: min ½‖b − A x‖² + µ‖x‖₁."""

from __future__ import annotations

import torch
from torch import Tensor

from .networks import shrink
from .problem import WEIGHT, Problem


def objective(problem: Problem, codes: Tensor, data: Tensor) -> Tensor:
    """½‖b − A x‖² + µ‖x‖₁ of each code."""
    residual = data - codes @ problem.dictionary.T.to(codes.dtype)
    return residual.square().sum(dim=1) / 2 + WEIGHT * codes.abs().sum(dim=1)


def duality_gap(problem: Problem, codes: Tensor, data: Tensor) -> Tensor:
    """By how much the objective of each code may lie above the least, as a share of it: the dual
    ½‖b‖² − ½‖b − r‖² at the residual r, scaled until ‖Aᵀr‖∞ ≤ µ."""
    dictionary = problem.dictionary.to(codes.dtype)
    residual = data - codes @ dictionary.T
    largest = (residual @ dictionary).abs().amax(dim=1, keepdim=True)
    feasible = residual * (WEIGHT / largest.clamp_min(WEIGHT))
    dual = (data.square() - (data - feasible).square()).sum(dim=1) / 2
    primal = objective(problem, codes, data)
    return (primal - dual) / primal


@torch.no_grad()
def solve(problem: Problem, data: Tensor, gap: float = 1e-6, iterations: int = 5000) -> Tensor:
    """Minimisers to a relative duality gap, by FISTA that drops its momentum where it points uphill
    (O'Donoghue and Candès 2015), each signal by itself; in 64 bits, for in 32 such a gap is not reached.

    :raises ArithmeticError: where some are not that near after so many iterations
    """
    dictionary, rest = problem.dictionary.double(), data.double()
    answers = rest.new_zeros(len(data), dictionary.shape[1])
    open_ = torch.arange(len(data))
    now = torch.zeros_like(answers)
    ahead, momentum = now, rest.new_ones(len(data), 1)
    for iteration in range(1, iterations + 1):
        gradient = (ahead @ dictionary.T - rest) @ dictionary
        after = shrink(ahead - gradient / problem.lipschitz, WEIGHT / problem.lipschitz)
        uphill = ((ahead - after) * (after - now)).sum(dim=1, keepdim=True) > 0
        momentum = torch.where(uphill, torch.ones_like(momentum), momentum)
        following = (1 + (1 + 4 * momentum.square()).sqrt()) / 2
        ahead = after + (momentum - 1) / following * (after - now)
        now, momentum = after, following
        if iteration % 20 == 0:
            wide = duality_gap(problem, now, rest) > gap
            answers[open_[~wide]] = now[~wide]
            open_, rest, now, ahead, momentum = (each[wide] for each in (open_, rest, now, ahead, momentum))
            if len(open_) == 0:
                return answers.to(data.dtype)
    raise ArithmeticError(f"{len(open_)} of {len(data)} are not solved to a gap of {gap:g}")
