"""The program: what a trainer does, as a tree of frozen nodes.

Every node that a spec asked for has an `origin`, the path of the value that it came from. Lowering makes a
program; passes turn it into programs of the same type until every decision is taken; templates render it.
What a pass decides is None, or empty, before it: `passes/` says which pass that is.
"""

from __future__ import annotations

import dataclasses
from typing import Literal as OneOf

from specc.ir.data import Data
from specc.ir.model import Model
from specc.ir.objective import Objective
from specc.ir.optimizer import Optimizer
from specc.ir.run import Run
from specc.ir.settings import Config, Derived, Field
from specc.ir.step import Average, Gradients, Guard, Loop, Precision, Step

Machine = OneOf["any", "cpu", "gpu", "tpu"]
"""What a trainer is written for."""


@dataclasses.dataclass(frozen=True, slots=True)
class Program:
    """All of it."""

    name: str
    description: str | None
    spec_path: str
    digest: str
    machine: Machine
    data: Data
    model: Model
    optimizer: Optimizer
    objective: Objective
    gradients: Gradients
    average: Average | None
    run: Run
    fields: tuple[Field, ...]
    derived: tuple[Derived, ...]
    guard: Guard
    precision: Precision | None
    config: Config | None = None
    step: Step | None = None
    loop: Loop | None = None

    @property
    def leaves_out(self) -> bool:
        """Whether the run goes on after steps that are not finite, without their updates."""
        scaled = self.precision is not None and self.precision.scale is not None
        return scaled or self.guard.most is not None
