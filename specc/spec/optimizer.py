"""What optimizers have in common."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any, ClassVar

from pydantic import Field

from specc.spec.block import Block
from specc.spec.family import Family
from specc.spec.fields import Positive
from specc.spec.schedule import AnySchedule


@dataclasses.dataclass(frozen=True, slots=True)
class Transform:
    """One of optax's gradient transformations, as an optimizer uses it.

    Attributes:
        function: its name in optax.
        arguments: its arguments by keyword, each with the field of the optimizer that it takes.
        options: those that are only written out where they differ from optax's default.
        unless_zero: it is left out where this field is zero or false.
        mask: the field that says which parameters it applies to.
    """

    function: str
    arguments: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    unless_zero: str | None = None
    mask: str | None = None


def same(*names: str) -> tuple[tuple[str, str], ...]:
    """Arguments that have the names of the fields that they take."""
    return tuple((name, name) for name in names)


class Optimizer(Block):
    """An optimizer: clipping, then its own transformations, then the learning rate."""

    type: str
    learning_rate: AnySchedule = Field(
        description="The step size: a number, or a schedule with a type."
    )
    clip_by_global_norm: Positive | None = Field(
        None, description="Largest global norm of a gradient; longer ones are scaled down."
    )
    clip_by_value: Positive | None = Field(
        None, description="Largest magnitude of a gradient's elements; larger ones are cut."
    )

    transforms: ClassVar[tuple[Transform, ...]]
    """Between the clipping and the learning rate, in the order in which they apply."""

    tunable: ClassVar[tuple[str, ...]] = ()
    """The fields that people vary between runs, and so become settings of the trainer."""


AnyOptimizer = Annotated[Any, Family("specc.spec.optimizers", "optimizer")]
