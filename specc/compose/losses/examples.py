"""What losses share that measure example by example, with a random key, and train one network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork, Forward, normalized
from specc.compose.losses.common import Mean
from specc.compose.weights import mean_of, weights_of
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class EvaluateExamples(EvaluatedNetwork):
    """The function that evaluates a set.

    Attributes:
        columns: those of a batch that are read, the input first.
        call: the metrics of one example, with the key `key`.
        mean: over the set.
    """

    template: ClassVar[str] = "loss/generation/evaluate"
    columns: tuple[str, ...]
    call: Expr
    mean: Expr


def forward(program: Program) -> Forward:
    """The metrics of the batch's examples."""
    [loss] = program.losses
    [draw] = loss.draws
    step = (Name("state.step"),) if loss.scheduled_values else ()
    return Forward(
        result="metrics",
        callee=Name("compute_metrics"),
        leading=(*step, Name("model")),
        trailing=(
            *(Name(f"batch.{name}") for name in given(program)),
            pattern(f'draw_key(state, "{draw.name}")'),
            Name("..."),
        ),
    )


def mean(program: Program) -> Iterator[Renderable]:
    """Their means."""
    weights = weights_of(program, "batch")
    yield Mean(metrics=Name("metrics"), weights=weights, origin="task.loss")


def evaluation(program: Program) -> Iterator[EvaluateExamples]:
    """The function that evaluates, if anything is evaluated."""
    if not program.data.eval_sets:
        return
    [update], [loss] = program.updates, program.losses
    step = ("state.step",) if loss.scheduled_values else ()
    yield EvaluateExamples(
        columns=(program.data.input.name, *given(program)),
        eval_params=update.optimizer.eval_params or Name("state.params"),
        call=of_one(program, "compute_metrics", *step),
        mean=mean_of(Name("metrics"), weights_of(program, "data")),
        origin="evaluate",
    )


def of_one(program: Program, function: str, *leading: str) -> Expr:
    """What a function gives for one example of a set, as a batch of its own."""
    others = (f"{name}[None]" for name in given(program))
    arguments = ", ".join((*leading, "model", "x", *others, "key", "..."))
    return pattern(f"{function}({arguments})", x=example(program))


def example(program: Program) -> Expr:
    """One example of a set as a batch, as the model sees it."""
    return normalized(program, pattern(f"{program.data.input.name}[None]"))


def measured(program: Program) -> tuple[str, ...]:
    """What the function that measures examples takes."""
    [loss] = program.losses
    step = ("step",) if loss.scheduled_values else ()
    return (*step, "model", "input", *given(program), "key")


def given(program: Program) -> tuple[str, ...]:
    """The columns that examples are measured by, besides the input."""
    [loss] = program.losses
    return loss.columns[1:]


def axes(program: Program) -> Expr:
    """The axes of an example, in a batch."""
    shape = program.data.input.shape
    return pattern(f"{tuple(range(1, len(shape) + 1))}" if len(shape) > 1 else "-1")
