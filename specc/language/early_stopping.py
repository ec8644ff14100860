"""`evaluate.early_stopping:`."""

from typing import Annotated

from pydantic import Field

from specc.language.better import MODE, Better
from specc.language.block import Block
from specc.language.fields import Count, NonNegative, Unit, is_absent


class EarlyStopping(Block):
    """When to end a run because its evaluations no longer improve.

    The decision is made at evaluations only, and its state is saved with each checkpoint: a run that was
    killed and resumed stops where it would have stopped. A run that has stopped early is finished.
    """

    metric: str = Field(
        min_length=1,
        title="name of a metric",
        examples=["eval_loss"],
        description="A metric of an evaluation, by its name in the log.",
    )
    mode: Better | None = Field(None, exclude_if=is_absent, examples=["min"], description=MODE)
    patience: Annotated[Count, Unit("evaluations")] = Field(
        5, description="Consecutive evaluations without an improvement before the run stops."
    )
    min_delta: NonNegative = Field(
        0.0, description="Smallest improvement over the best value that counts as one."
    )
    restore_best: bool = Field(
        True,
        description="Use the parameters of the best evaluation at the end: test examples are evaluated with "
        "them, and `load`, `--sample` and `--export` take them. They are in the best checkpoint, which is "
        "kept; `checkpoint` is needed.",
    )
    divergence_threshold: float | None = Field(
        None,
        exclude_if=is_absent,
        examples=[10.0],
        description="Stop at once if the metric is worse than this.",
    )
