"""The program: what a trainer does, as a tree of frozen nodes.

Every node that a spec asked for has an `origin`, the path of the value that it came from. Lowering makes a
program; passes turn it into programs of the same type until every decision is taken; templates render it.
Fields that a pass sets are None, or empty, before that pass.
"""

from __future__ import annotations

from typing import Literal as OneOf

from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.model import Model
from specc.ir.objective import Objective
from specc.ir.optimizer import Optimizer
from specc.ir.run import Run
from specc.ir.schedule import Schedule
from specc.ir.settings import Config, Derived, Field
from specc.ir.step import Average, Gradients, Guard, Loop, Precision

Machine = OneOf["any", "cpu", "gpu", "tpu"]
"""The hardware that a trainer is optimized for."""


@dataclass(frozen=True)
class Program:
    """All of it.

    Attributes:
        schedules: all schedules except that of the learning rate.
    """

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
    schedules: tuple[Schedule, ...] = ()
    config: Config | None = None
    loop: Loop | None = None

    @property
    def schedule_helpers(self) -> tuple[str, ...]:
        """The functions that schedules use, each once, by the names of their templates."""
        schedules = (self.optimizer.schedule, *self.schedules)
        return tuple(dict.fromkeys(name for item in schedules for name in item.helpers))
