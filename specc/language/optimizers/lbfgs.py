"""`type: lbfgs`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Count, Steps
from specc.language.optimizer import Optimizer, Transform, alias, same
from specc.language.schedule import AnySchedule
from specc.language.schedules.constant import Constant

_SEARCH = Transform(
    "scale_by_zoom_linesearch",
    options=same("max_linesearch_steps"),
    constants=(("initial_guess_strategy", "one"),),
)
"""The line search as an argument, which is optax's default with that number of steps."""


class Lbfgs(Optimizer):
    """Limited-memory BFGS with a zoom line search (Liu & Nocedal 1989; Nocedal & Wright 2006)."""

    type: Literal["lbfgs"] = "lbfgs"
    learning_rate: AnySchedule = Field(
        Constant(peak=1.0), description="Multiplier of the direction that the line search goes."
    )
    memory_size: Steps = Field(10, description="Steps from which curvature is estimated.")
    scale_init_precond: bool = Field(
        True, description="Start from the curvature of the last step, not from that of a sphere."
    )
    max_linesearch_steps: Count = Field(20, description="Most evaluations of a line search.")

    usual_rate: ClassVar = "1.0"
    largest_rate: ClassVar = 10.0
    normalizes: ClassVar = False
    moments: ClassVar = 4

    extra_args: ClassVar = ("value", "grad", "value_fn")
    weakly_typed: ClassVar = True
    infinite: ClassVar = (".value", ".decrease_error", ".curvature_error")
    full_batch_reason: ClassVar = "curvature is the difference of gradients of two batches"
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("scale_by_lbfgs", same("memory_size"), options=same("scale_init_precond")),
        Transform(
            "scale_by_zoom_linesearch",
            same("max_linesearch_steps"),
            constants=(("initial_guess_strategy", "one"),),
            stage="post_rate",
        ),
    )
    named: ClassVar = (
        alias("lbfgs", "memory_size scale_init_precond", parts=(("linesearch", (_SEARCH,)),)),
    )
