"""`train:` and `log:`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import Count, Unit, is_empty
from specc.language.nonfinite import AnyNonFinite
from specc.language.nonfinites.stop import Stop
from specc.language.quantities import SomeTime
from specc.language.sink import AnySink
from specc.language.sinks.console import Console
from specc.language.sinks.jsonl import Jsonl


class Train(Block):
    """Length and form of training."""

    duration: SomeTime = Field(description="Length of the run in epochs, steps or examples.")
    nonfinite: AnyNonFinite = Field(
        Stop(), description="How to handle a step whose loss or gradient is not finite."
    )
    accumulate: Annotated[Count, Unit("micro-batches")] | None = Field(
        None,
        examples=[4],
        description="Gradient accumulation: number of micro-batches per step, which divides the memory. "
        "`data.batch_size` and all steps still refer to optimizer steps.",
    )
    compilation_cache: bool | Annotated[str, Field(min_length=1)] = Field(
        False,
        exclude_if=is_empty,
        examples=["~/.cache/jax"],
        description="Keep compiled programs in JAX's persistent cache, so that the next start does not "
        "compile them: `true`, in ~/.cache/jax, or a folder.",
    )


NormOf = Literal["gradients", "parameters", "updates"]
"""What norms are logged of."""


class Log(Block):
    """Where metrics go, and how often."""

    every: SomeTime | None = Field(
        None,
        description="Interval between rows, each with the means since the row before. By default that of "
        "evaluation; without evaluation, every epoch.",
    )
    to: Annotated[tuple[AnySink, ...], Field(strict=False, min_length=1)] = Field(
        (Console(), Jsonl()),
        description="console: a progress bar, or plain lines if there is no terminal. jsonl: "
        "metrics.jsonl. csv: metrics.csv. tensorboard, wandb, mlflow: those tools. python: a function "
        "of your own. They can be combined.",
    )
    curves: bool = Field(
        False,
        description="Draw the learning curves from metrics.jsonl at the end of the run, as curves.png.",
    )
    throughput: bool = Field(
        False,
        exclude_if=is_empty,
        description="Log steps and examples (or tokens) per second of pure training, and on devices whose "
        "peak is known the share of it that the model uses (`mfu`).",
    )
    device_memory: bool = Field(
        False,
        exclude_if=is_empty,
        description="Log the memory in use on the device and its peak; on a CPU, the peak of the process.",
    )
    norms: Annotated[tuple[NormOf, ...], Field(strict=False)] = Field(
        (),
        exclude_if=is_empty,
        examples=[["gradients", "updates"]],
        description="Log the norms of these for each top-level module of the model, such as "
        "`grad_norm/blocks`.",
    )

    @property
    def columns(self) -> frozenset[str]:
        """The names of what is measured of the run itself."""
        rates = {"steps_per_second", "examples_per_second", "tokens_per_second", "mfu"}
        memory = {"device_memory", "device_memory_peak", "resident_memory_peak"}
        return frozenset(
            {*(rates if self.throughput else ()), *(memory if self.device_memory else ())}
        )

    @property
    def sinks(self) -> tuple[str, ...]:
        """The types of the sinks."""
        return tuple(sink.type for sink in self.to)
