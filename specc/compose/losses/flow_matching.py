"""Flow matching."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.dequantization import dequantize_function
from specc.compose.forward import conditioned, normalized
from specc.compose.losses import examples, likelihood
from specc.compose.losses.examples import EvaluateExamples, axes, forward, given, mean, measured
from specc.compose.weights import weighting_nodes
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.flow_matching import FlowMatching
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program

__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]


@dataclass(frozen=True, kw_only=True)
class Path:
    """The lines of a path from noise to data, and of its velocity."""

    folder: ClassVar[str] = "loss/generation/paths/"
    template: str
    input: str
    origin: str = "task.loss.path"


@dataclass(frozen=True, kw_only=True)
class Coupling:
    """The lines that draw the noise of each example."""

    folder: ClassVar[str] = "loss/generation/couplings/"
    template: str
    input: str
    origin: str = "task.loss.coupling"


@dataclass(frozen=True, kw_only=True)
class Dequantized:
    """The lines that make the examples of a batch continuous."""

    folder: ClassVar[str] = "loss/generation/dequantizations/"
    template: ClassVar[str] = "dequantized"
    input: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class EvaluateBatches(EvaluateExamples):
    """The same, where what is measured of an example depends on its batch; `call` is of the batch `x`."""

    template: ClassVar[str] = "loss/generation/evaluate_batches"


@dataclass(frozen=True, kw_only=True)
class FlowMatchingMetrics(Node):
    """The function that measures each example.

    Attributes:
        input: what the examples are called.
        given: the other columns that are read.
        dequantized: the lines that make them continuous, if they are not.
        coupling: the lines that draw the noise of each, unless it is given.
        predicted: the velocity that the model gives.
        times: of the examples.
        time_notes: comments about them.
        axes: of an example, in a batch.
    """

    template: ClassVar[str] = "loss/generation/flow_matching"
    model: str
    input: str
    given: tuple[str, ...]
    predicted: Expr
    path: Path
    dequantized: tuple[Dequantized, ...]
    coupling: tuple[Coupling, ...]
    times: Expr
    time_notes: tuple[str, ...]
    axes: Expr


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The function that measures examples."""
    assert isinstance(loss, FlowMatching)
    yield from loss.times.functions
    yield from dequantize_function(loss)
    name, noise = program.data.input.name, loss.dequantization
    ones = ", ".join("1" for _ in program.data.input.shape)
    yield FlowMatchingMetrics(
        model=program.network(loss.networks[0]).model.class_name,
        input=name,
        given=given(program),
        predicted=conditioned(program, "model", "x", "t.reshape(-1)"),
        path=Path(template=loss.path, input=name),
        dequantized=(Dequantized(input=name, origin=noise.origin),) if noise else (),
        coupling=tuple(Coupling(template=x, input=name) for x in loss.coupling.drawn),
        times=substitute(
            loss.times.draw,
            shape=pattern(f"(len({name}), {ones})"),
            time_key=Name(loss.coupling.time_key),
        ),
        time_notes=loss.times.notes,
        axes=axes(program),
        origin=loss.origin,
    )
    if loss.likelihood is not None and program.data.eval_sets:
        yield from likelihood.nodes(program, loss.likelihood)
    yield from weighting_nodes(program)


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, if anything is evaluated."""
    [loss] = program.losses
    for node in examples.evaluation(program):
        if loss.measures_examples:
            yield node
            continue
        x = normalized(program, pattern(f"batch.{program.data.input.name}"))
        others = "".join(f"batch.{name}, " for name in given(program))
        call = f"compute_metrics(model, x, {others}jax.random.fold_in(key, n), ...)"
        yield EvaluateBatches(
            columns=node.columns,
            eval_params=node.eval_params,
            call=pattern(call, x=x),
            mean=node.mean,
            origin=node.origin,
        )
