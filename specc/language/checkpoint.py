"""`checkpoint:`."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import Count, Unit, is_absent
from specc.language.on_demand import on_demand
from specc.language.quantities import SomeTime

if TYPE_CHECKING:
    from specc.language.best import Best
else:  # see `specc.language.on_demand`
    Best = on_demand("specc.language.best", "Best")


class Checkpoint(Block):
    """When to save the state; also at the end of the run and on a signal."""

    every: SomeTime = Field(description="Interval between checkpoints.")
    keep: Annotated[Count, Unit("checkpoints")] = Field(
        3, description="Number of newest checkpoints to keep."
    )
    best: Best | None = Field(
        None,
        exclude_if=is_absent,
        examples=[{"metric": "eval_accuracy"}],
        description="Keep the checkpoints of the best evaluations as well.",
    )
    keep_every: SomeTime | None = Field(
        None,
        exclude_if=is_absent,
        examples=["1000 steps"],
        description="Keep the checkpoints at multiples of this as well, for good; a multiple of `every`.",
    )
