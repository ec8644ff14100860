"""What losses share that measure example by example, mostly with a random key, and train one network."""

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


@dataclass(frozen=True, kw_only=True)
class EvaluateDeterministic(EvaluateExamples):
    """Likewise, where nothing is drawn."""

    template: ClassVar[str] = "loss/generation/evaluate_deterministic"


@dataclass(frozen=True, kw_only=True)
class EvaluateConditioned(EvaluateExamples):
    """Likewise, where examples are measured by other columns as well."""

    template: ClassVar[str] = "loss/generation/evaluate_conditioned"

    @property
    def arrays(self) -> tuple[Expr, ...]:
        """The columns of the set."""
        return tuple(Name(f"data.{name}") for name in self.columns)


def forward(program: Program) -> Forward:
    """The metrics of the batch's examples."""
    [loss] = program.losses
    keys = (pattern(f'draw_key(state, "{draw.name}")') for draw in loss.draws)
    step = (Name("state.step"),) if loss.scheduled_values else ()
    return Forward(
        result="metrics",
        callee=Name("compute_metrics"),
        leading=(*step, Name("model")),
        trailing=(
            *(Name(f"batch.{name}") for name in given(program)),
            *keys,
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
    others = given(program)
    key, kind = (("key",), EvaluateExamples) if loss.draws else ((), _without_draws(others))
    arguments = ", ".join((*step, "model", "x", *(f"{x}[None]" for x in others), *key, "..."))
    yield kind(
        columns=(program.data.input.name, *others),
        eval_params=update.optimizer.eval_params or Name("state.params"),
        call=pattern(f"compute_metrics({arguments})", x=example(program)),
        mean=mean_of(Name("metrics"), weights_of(program, "data")),
        origin="evaluate",
    )


def _without_draws(others: tuple[str, ...]) -> type[EvaluateExamples]:
    """The function that evaluates without random draws, if there are `others` besides the input."""
    return EvaluateConditioned if others else EvaluateDeterministic


def example(program: Program) -> Expr:
    """One example of a set as a batch, as the model sees it."""
    return normalized(program, pattern(f"{program.data.input.name}[None]"))


def measured(program: Program) -> tuple[str, ...]:
    """What the function that measures examples takes."""
    [loss] = program.losses
    step = ("step",) if loss.scheduled_values else ()
    return (*step, "model", "input", *given(program), *(("key",) if loss.draws else ()))


def given(program: Program) -> tuple[str, ...]:
    """The columns that examples are measured by, besides the input."""
    [loss] = program.losses
    return loss.columns[1:]


def axes(program: Program) -> Expr:
    """The axes of an example, in a batch."""
    shape = program.data.input.shape
    return pattern(f"{tuple(range(1, len(shape) + 1))}" if len(shape) > 1 else "-1")
