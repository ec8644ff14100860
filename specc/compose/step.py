"""The training step: state, loss of a batch, update, prediction and evaluation."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar, get_args
from typing import Literal as OneOf

from specc.compose import loss
from specc.compose.forward import Forward
from specc.compose.head import Section
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, Call, Expr, Lambda, Name, Pattern, Symbol
from specc.ir.node import Node, Phrase, Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program
from specc.ir.update import Update

InputStage = OneOf["prepare", "augment", "mix", "cast"]
"""What is done to inputs before the model sees them, in this order."""


@dataclass(frozen=True, kw_only=True)
class Line(Node):
    """An assignment."""

    template: ClassVar[str] = "step/line"
    names: tuple[str, ...]
    value: Expr
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class InputTransform:
    """What is done to the inputs of the model.

    Attributes:
        value: the changed inputs, made of those before it, `x`.
        names: what the loss function calls them, on a line of its own; such a change is for training alone.
            Others are part of the model's call, in training and in prediction.
    """

    stage: InputStage
    value: Pattern
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Predict(Node):
    """What the model gives for a batch, in evaluation mode."""

    template: ClassVar[str] = "step/predict"
    inputs: tuple[str, ...]
    predicted: Phrase
    eval_params: Expr
    prediction: Expr


@dataclass(frozen=True, kw_only=True)
class Statistics(Node):
    """Takes a batch into the statistics of averaged parameters.

    Attributes:
        names: of the collections, in the state.
        types: theirs.
        params: the averaged ones.
        input_lines: changes of inputs, as in training.
        forward: likewise.
    """

    template: ClassVar[str] = "step/statistics"
    names: tuple[str, ...]
    types: tuple[Symbol, ...]
    params: Expr
    input_lines: tuple[Line, ...]
    forward: Expr


@dataclass(frozen=True, kw_only=True)
class State(Node):
    """The class of the state, and the function that makes the first one.

    Attributes:
        trained: which variables of the model are trained.
    """

    template: ClassVar[str] = "step/state"
    model: Expr
    trained: Expr = Symbol("flax.nnx", "Param")
    opt_state: Expr


@dataclass(frozen=True, kw_only=True)
class Core(Node):
    """State, step and prediction; features add to them, and wrap their expressions.

    Attributes:
        state: its class, and the first one.
        param_transforms: transformations of the parameters `x` before the forward pass, in order.
        input: the column of a batch that the model sees.
        input_transforms: transformations of that column before the model.
        call: what is done with that column.
        arguments: further keyword arguments of this call in training, before its own.
        output_transforms: transformations of the outputs `x`, in order.
        loss: the expression that is differentiated.
        network: name of the network that is trained.
        eval_params: the parameters that predictions are made with.
        optimizer: what makes the optimizer of a step.
        recomputed: names and types of the collections that are recomputed for `eval_params`.
    """

    template: ClassVar[str] = "step/core"
    network: str
    state: State
    param_transforms: tuple[Pattern, ...] = ()
    call: Forward
    input: str
    input_transforms: tuple[InputTransform, ...] = ()
    arguments: tuple[Argument, ...] = ()
    output_transforms: tuple[Pattern, ...] = ()
    loss: Expr
    eval_params: Expr
    optimizer: Expr = pattern("make_optimizer(c)")
    recomputed: tuple[tuple[str, ...], tuple[Symbol, ...]] | None = None

    @property
    def outputs(self) -> str:
        """What the result of the call is called."""
        return self.call.result

    @property
    def predictions(self) -> tuple[Predict, ...]:
        """The function that predicts, with what features have made of it, if there is one."""
        if self.call.predicted is None:
            return ()
        predict = Predict(
            inputs=(self.input, *self.call.given),
            predicted=self.call.predicted,
            eval_params=_through(self.param_transforms, self.eval_params),
            prediction=self.prediction,
            origin=self.origin,
        )
        return (predict,)

    @property
    def statistics(self) -> tuple[Statistics, ...]:
        """The function that recomputes statistics, with what features have made of the forward pass."""
        if self.recomputed is None:
            return ()
        names, types = self.recomputed
        node = Statistics(
            names=names,
            types=types,
            params=_through(self.param_transforms, self.eval_params),
            input_lines=tuple(  # without what they say of targets
                dataclasses.replace(line, names=(line.names[0], *("_" for _ in line.names[1:])))
                for line in self.input_lines
            ),
            forward=self.forward,
            origin="average model",
        )
        return (node,)

    @property
    def params(self) -> Expr:
        """What the module is given in training."""
        return _through(self.param_transforms, Name("params"))

    @property
    def input_lines(self) -> tuple[Line, ...]:
        """The changes of inputs that have lines of their own."""
        return self._changed[0]

    @property
    def forward(self) -> Expr:
        """What the model gives for a batch in training."""
        arguments = (*self.arguments, *self.call.arguments)
        return self._finished(self._changed[1], arguments, "batch.")

    @property
    def prediction(self) -> Expr:
        """What it gives in evaluation."""
        value: Expr = Name(self.input)
        for change in self._ordered:
            if not change.names:
                value = substitute(change.value, x=value)
        return self._finished(value, (), "")

    @property
    def _ordered(self) -> list[InputTransform]:
        return sorted(
            self.input_transforms, key=lambda change: get_args(InputStage).index(change.stage)
        )

    @property
    def _changed(self) -> tuple[tuple[Line, ...], Expr]:
        """The lines, and what the model is given after them."""
        lines = []
        value: Expr = Name(f"batch.{self.input}")
        for change in self._ordered:
            value = substitute(change.value, x=value)
            if change.names:
                lines.append(Line(names=change.names, value=value, origin=change.value.origin))
                value = Name(change.names[0])
        return tuple(lines), value

    def _finished(self, value: Expr, arguments: tuple[Argument, ...], place: str) -> Expr:
        """The call; `place` is where the columns are that the model sees after the input."""
        given = (Name(f"{place}{name}") for name in self.call.given)
        values = (*self.call.leading, value, *given, *self.call.trailing)
        return _through(self.output_transforms, Call(self.call.callee, values, arguments))


def _through(parts: tuple[Pattern, ...], value: Expr) -> Expr:
    """Applies transformations to a value, in order."""
    for part in parts:
        value = substitute(part, x=value)
    return value


@dataclass(frozen=True, kw_only=True)
class Steps(Node):
    """The loop over the steps of a call.

    Attributes:
        compiled: whether that is one compiled loop, and not a compiled step in a loop of Python's.
        takes_batches: whether calls get the batches of their steps, and not the numbers of examples.
    """

    compiled: bool
    takes_batches: bool

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        loop = "scan" if self.compiled else "python_loop"
        return f"step/{loop}_batches" if self.takes_batches else f"step/{loop}"


@dataclass(frozen=True, kw_only=True)
class StepMetric(Node):
    """A metric of the step besides those of the loss."""

    template: ClassVar[str] = "step/logged"
    name: str
    value: Expr


@dataclass(frozen=True, kw_only=True)
class UpdateArguments(Node):
    """Extra arguments of the optimizer's `update`.

    Attributes:
        extra_args: the names of the arguments.
        loss: at other `params`, for optimizers that try some.
        grads: likewise.
    """

    template: ClassVar[str] = "step/extra"
    extra_args: tuple[str, ...]
    loss: Expr | None
    grads: Expr | None

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """By name; optax gives a function of gradients the update number as well."""
        found: dict[str, Expr] = {"value": pattern('metrics["loss"]'), "grad": Name("grads")}
        if self.loss is not None:
            found["value_fn"] = found["obj_fn"] = Lambda(("params",), self.loss)
        if self.grads is not None:
            found["grad_fn"] = Lambda(("params", "_"), self.grads)
        return tuple(Argument(name, found[name]) for name in self.extra_args)


@dataclass(frozen=True, kw_only=True)
class DrawKey(Node):
    """The keys of random draws."""

    template: ClassVar[str] = "step/draw_key"


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    [update] = program.updates
    data, model = program.data, program.network(update.network).model
    optimizer, writer = update.optimizer, loss.writer(program.loss(update.loss))
    yield Section(title="Training step", slot_name="section.step", origin="training")
    first = "rngs=nnx.Rngs(jax.random.fold_in(key, 0))"
    given = f"c, {first}" if model.reads_settings else first
    if model.uses_rngs:
        yield DrawKey(origin="model.dropout")
    yield Core(
        network=update.network,
        state=State(
            model=pattern(f"{model.class_name}({given})"),
            opt_state=pattern("make_optimizer(c).init(params)"),
            origin="training",
        ),
        call=writer.forward(program),
        input=data.input.name,
        loss=pattern('metrics["loss"]'),
        eval_params=optimizer.eval_params or Name("state.params"),
        origin="training",
    )
    for draw in program.loss(update.loss).draws:
        yield DrawKey(origin=draw.origin)
    yield from writer.mean(program)
    yield StepMetric(name="grad_norm", value=grad_norm(update, Name("grads")), origin="training")
    yield StepMetric(name="param_norm", value=pattern("optax.tree.norm(params)"), origin="training")
    yield from learning_rates(program)
    if optimizer.extra_args:
        yield UpdateArguments(
            extra_args=optimizer.extra_args,
            loss=update.gradients.loss_at_params,
            grads=update.gradients.grads_at_params,
            origin=optimizer.origin,
        )
    yield loop(program)
    yield from writer.evaluation(program)


def learning_rates(program: Program) -> Iterator[StepMetric]:
    """The learning rate of each optimizer in this step."""
    for rate in program.learning_rates:
        value = pattern(f"{rate.function}(c)(state.step)")
        yield StepMetric(name=rate.quantity, value=value, origin=rate.origin)


def loop(program: Program) -> Steps:
    """The loop over the steps of a call."""
    assert program.loop is not None
    takes_batches = program.data.placement != "device"
    return Steps(compiled=program.loop.compiled, takes_batches=takes_batches, origin="training")


def grad_norm(update: Update, grads: Expr) -> Expr:
    """The norm of gradients, without those of parameters that are frozen."""
    return pattern("optax.tree.norm(grads)", grads=trained_part(update, grads))


def trained_part(update: Update, tree: Expr) -> Expr:
    """A tree of gradients, without those of parameters that are frozen."""
    if update.optimizer.freezing_function is None:
        return tree
    return pattern("trained(tree)", tree=tree)
