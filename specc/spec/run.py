"""`train:`, `evaluate:`, `checkpoint:` and `log:`: what happens when in a run."""

from typing import Annotated, Literal

from pydantic import Field

from specc.spec.block import Block
from specc.spec.fields import Count
from specc.spec.nonfinite import AnyNonFinite
from specc.spec.nonfinites.stop import Stop
from specc.spec.quantities import SomeTime


class Train(Block):
    """How long training takes."""

    duration: SomeTime = Field(description="In epochs, steps or examples.")
    nonfinite: AnyNonFinite = Field(
        Stop(), description="What becomes of a step whose loss or gradient is not finite."
    )
    accumulate: Count | None = Field(
        None,
        description="Micro-batches that the batch of a step is taken in, one after the other, their "
        "gradients added up: as many times less memory. `data.batch_size` and everything counted in "
        "steps are those of optimizer steps all the same.",
    )


class Evaluate(Block):
    """When the held-out examples are looked at; at the end of the run in any case."""

    every: SomeTime = Field(description="Time between two evaluations.")
    batch_size: Count | None = Field(
        None,
        description="Examples per evaluation batch; chosen by the compiler if not given.",
    )


class Checkpoint(Block):
    """When the state is saved; at the end of the run and on a signal in any case."""

    every: SomeTime = Field(description="Time between two checkpoints.")
    keep: Count = Field(3, description="How many of the newest stay.")


Sink = Literal["console", "jsonl"]


class Log(Block):
    """Where metrics go, and how often."""

    every: SomeTime | None = Field(
        None,
        description="Time between two lines, each with the means since the one before. As often as "
        "evaluation unless given; without evaluation, every epoch.",
    )
    to: Annotated[tuple[Sink, ...], Field(strict=False, min_length=1)] = Field(
        ("console", "jsonl"),
        description="console: a progress bar, or plain lines where there is no terminal. jsonl: "
        "metrics.jsonl.",
    )
    curves: bool = Field(
        False,
        description="Draw the learning curves from metrics.jsonl at the end of the run, as curves.png.",
    )
