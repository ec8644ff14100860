"""A run from its first step to its last: what happens between compiled calls."""

from __future__ import annotations

from typing import Literal as OneOf

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr


@dataclass(frozen=True)
class Evaluation:
    """When the model is evaluated on the held-out examples."""

    interval: Expr
    origin: str


@dataclass(frozen=True)
class Checkpoints:
    """When the state is saved, and how many of the newest stay."""

    interval: Expr
    keep: Expr
    origin: str


@dataclass(frozen=True)
class Sink:
    """Where metrics go."""

    name: OneOf["console", "jsonl"]
    origin: str


@dataclass(frozen=True)
class Run:
    """A run from its first step to its last: what happens between compiled calls."""

    steps: int
    epochs: float
    batch_size: int
    log_interval: Expr
    console: Sink | None
    jsonl: Sink | None
    evaluation: Evaluation | None
    checkpoints: Checkpoints | None
    curves: bool = False
