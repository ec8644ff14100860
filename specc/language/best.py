"""`checkpoint.best:`."""

from typing import Annotated

from pydantic import Field

from specc.language.better import MODE, Better
from specc.language.block import Block
from specc.language.fields import Count, Unit, is_absent


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
