"""The training step: state, loss of a batch, update, prediction and evaluation."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.ir.expr import Argument, Expr, Local
from specc.ir.node import Node, Phrase, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclasses.dataclass(frozen=True, kw_only=True)
class Core(Node):
    """State, step and prediction; features add to them, and wrap their expressions.

    Attributes:
        model: what makes the module.
        opt_state: the optimizer's state at first.
        params: what the module is given for the loss.
        forward: what it gives for a batch.
        loss: what is differentiated.
        evaluated: the parameters that predictions are made with.
        prediction: what the module gives for `input`.
    """

    template: ClassVar[str] = "step/core"
    model: Expr
    opt_state: Expr
    params: Expr
    outputs: str
    forward: Expr
    loss: Expr
    input: str
    predicted: Phrase
    evaluated: Expr
    prediction: Expr


@dataclasses.dataclass(frozen=True, kw_only=True)
class Mean(Node):
    """The metrics of a batch, as means over its examples."""

    template: ClassVar[str] = "step/mean"
    metrics: Expr


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scan(Node):
    """The compiled loop over the steps of a call."""

    template: ClassVar[str] = "step/scan"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Logged(Node):
    """A metric of the step besides those of the loss."""

    template: ClassVar[str] = "step/logged"
    name: str
    value: Expr


@dataclasses.dataclass(frozen=True, kw_only=True)
class Extra(Node):
    """What the optimizer's update takes besides gradients."""

    template: ClassVar[str] = "step/extra"
    arguments: tuple[Argument, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Evaluate(Node):
    """The metrics of a set of examples."""

    template: ClassVar[str] = "step/evaluate"
    outputs: str
    input: str
    summary: str
    metrics: Expr


@dataclasses.dataclass(frozen=True, kw_only=True)
class DrawKey(Node):
    """The keys of random draws."""

    template: ClassVar[str] = "step/draw_key"


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    data, model, objective = program.data, program.model, program.objective
    x, y, outputs = data.input.name, data.target.column.name, objective.outputs
    yield Section(title="Training step", place="section.step", origin="training")
    given = "c, rngs=rngs" if model.reads_settings else "rngs=rngs"
    forward = f"model(batch.{x})"
    if model.draws:
        forward = f'model(batch.{x}, rngs=nnx.Rngs(draw_key(state, "dropout")))'
        yield DrawKey(origin="model.dropout")
    yield Core(
        model=pattern(f"{model.class_name}({given})"),
        opt_state=pattern("make_optimizer(c).init(params)"),
        params=Local("params"),
        outputs=outputs,
        forward=pattern(forward),
        loss=pattern('metrics["loss"]'),
        input=x,
        predicted=f"{objective.outputs.capitalize()} of a batch, in evaluation mode.",
        evaluated=Local("state.params"),
        prediction=pattern(f"model({x})"),
        origin="training",
    )
    yield Mean(metrics=pattern(f"compute_metrics({outputs}, batch.{y}, ...)"), origin="task.loss")
    yield Logged(name="grad_norm", value=pattern("optax.tree.norm(grads)"), origin="training")
    yield Logged(
        name="learning_rate",
        value=pattern("make_schedule(c)(state.step)"),
        origin="optimizer.learning_rate",
    )
    yield Scan(origin="training")
    if data.scored:
        yield Evaluate(
            outputs=outputs,
            input=x,
            summary="Means of the metrics over all of `data`.",
            metrics=pattern(f"compute_metrics({outputs}, data.{y}, ...)"),
            origin="evaluate",
        )
