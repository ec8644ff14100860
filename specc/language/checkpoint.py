"""`checkpoint:`."""

from typing import Annotated

from pydantic import Field

from specc.language.better import Better
from specc.language.block import Block
from specc.language.fields import Count, Unit, is_absent
from specc.language.quantities import SomeTime

MODE = (
    "Whether lower values of the metric are better (min) or higher ones (max); only needed where that is "
    "not known, as for a user's metric."
)
"""The description of a mode."""


class Best(Block):
    """The checkpoints of the best evaluations, which stay beside the newest.

    The state is saved after each evaluation that is one of the best so far, whatever `every` is. Of equal
    values the first counts. `load(workdir, best=True)` gives the best.
    """

    metric: str = Field(
        min_length=1,
        title="name of a metric",
        examples=["eval_accuracy"],
        description="A metric of an evaluation, by its name in the log.",
    )
    mode: Better | None = Field(None, exclude_if=is_absent, examples=["max"], description=MODE)
    keep: Annotated[Count, Unit("checkpoints")] = Field(
        1, description="Number of best checkpoints to keep."
    )


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
