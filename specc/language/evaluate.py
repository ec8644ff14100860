"""`evaluate:`."""

from typing import TYPE_CHECKING

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import Examples, is_absent
from specc.language.on_demand import on_demand
from specc.language.quantities import SomeTime

if TYPE_CHECKING:
    from specc.language.early_stopping import EarlyStopping
else:  # see `specc.language.on_demand`
    EarlyStopping = on_demand("specc.language.early_stopping", "EarlyStopping")


def _is_off(value: object) -> bool:
    return not value


class Evaluate(Block):
    """When to evaluate; also at the end of the run."""

    every: SomeTime = Field(description="Interval between evaluations.")
    batch_size: Examples | None = Field(
        None,
        examples=[256],
        description="Examples per evaluation batch; chosen by the compiler if not given.",
    )
    first: bool = Field(
        False,
        exclude_if=_is_off,
        examples=[True],
        description="Evaluate before the first step as well, for a row at step 0. It does not count for "
        "early stopping or best checkpoints.",
    )
    early_stopping: EarlyStopping | None = Field(
        None,
        exclude_if=is_absent,
        examples=[{"metric": "eval_loss", "patience": 5}],
        description="End the run when evaluations no longer improve.",
    )
