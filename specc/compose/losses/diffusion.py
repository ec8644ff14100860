"""Diffusion."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import Forward, conditioned, conditions
from specc.compose.losses import examples
from specc.compose.losses.examples import axes, mean, measured
from specc.compose.losses.formulas import Entry
from specc.compose.step import Line
from specc.compose.weights import weighting_nodes
from specc.fast_dataclasses import dataclass
from specc.ir.diffusion import Diffusion, DiffusionSampler, NoiseSchedule
from specc.ir.expr import Expr, Name, Pattern
from specc.ir.loss import Loss
from specc.ir.node import Node, Phrase, Renderable, WithOrigin
from specc.ir.normalizations.unit import DivideBy
from specc.ir.pattern import pattern, substitute, uses_name
from specc.ir.program import Program

__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]


@dataclass(frozen=True, kw_only=True)
class NoiseScheduleFunction(Node):
    """The function that gives signal and noise after a number of steps."""

    template: ClassVar[str] = "loss/generation/noise_schedule"
    schedule: NoiseSchedule


@dataclass(frozen=True, kw_only=True)
class Denoise(Node):
    """The function that estimates examples from noisy ones.

    Attributes:
        model: its type.
        words: what it gives, with the shape.
        conditions: what the model is given besides.
        before: lines that the example is made of, the model's output among them.
        example: what is returned.
    """

    template: ClassVar[str] = "loss/generation/denoise"
    model: str
    words: Phrase
    conditions: tuple[str, ...]
    before: tuple[Line, ...]
    example: Expr


@dataclass(frozen=True, kw_only=True)
class DropLabels(Node):
    """The function that hides the classes of some examples."""

    template: ClassVar[str] = "loss/generation/drop_labels"
    share: Expr


@dataclass(frozen=True, kw_only=True)
class Paragraph(Node):
    """Sentences of a docstring."""

    template: ClassVar[str] = "loss/generation/paragraph"
    words: Phrase


@dataclass(frozen=True, kw_only=True)
class DiffusionMetrics(Node):
    """The function that measures each example.

    Attributes:
        input: what the examples are called.
        conditions: what the model is given besides.
        words: what the loss is.
        times: of the examples.
        time_notes: comments about them.
        noisy: the examples with noise.
        scaled: the line that scales examples, if they are.
        computed: the lines of the target and the weight, if there are any.
        error: of each number.
        entries: the metrics.
    """

    template: ClassVar[str] = "loss/generation/diffusion"
    model: str
    input: str
    conditions: tuple[str, ...]
    words: Paragraph
    times: Expr
    time_notes: tuple[str, ...]
    timesteps: Expr
    scaled: tuple[Line, ...]
    computed: tuple[Line, ...]
    error: Expr
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class VariationalBound(Node):
    """The function that evaluates the variational bound.

    Attributes:
        subject: what the bound is of.
        conditions: what the model is given besides.
        kl: the sum of the divergences of all steps but the first.
        levels: how many values a pixel has.
    """

    template: ClassVar[str] = "loss/generation/variational_bound"
    model: str
    subject: Phrase
    input: str
    conditions: tuple[str, ...]
    denoised: Expr
    timesteps: Expr
    axes: Expr
    kl: Expr
    levels: int


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The functions of the section."""
    assert isinstance(loss, Diffusion)
    yield from loss.times.functions
    yield NoiseScheduleFunction(schedule=loss.schedule, origin=loss.schedule.origin)
    if program.sampler is not None or loss.bound is not None:
        yield _denoise(program, loss)
    if loss.label_dropout is not None:
        yield DropLabels(share=loss.label_dropout, origin=f"{loss.origin}.label_dropout")
    yield _metrics(program, loss)
    if loss.bound is not None:
        yield _bound(program, loss)
    yield from weighting_nodes(program)


def forward(program: Program) -> Forward:
    """The metrics of the batch's examples; the classes of some are hidden if the loss says so."""
    [loss] = program.losses
    assert isinstance(loss, Diffusion)
    call = examples.forward(program)
    if loss.label_dropout is None:
        return call
    column, *others = call.trailing
    dropped = pattern('drop_labels(c, label, draw_key(state, "label_dropout"))', label=column)
    return dataclasses.replace(call, trailing=(dropped, *others))


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, with the variational bound if that is asked for."""
    [loss] = program.losses
    assert isinstance(loss, Diffusion)
    for node in examples.evaluation(program):
        if loss.bound is None:
            yield node
            continue
        assert isinstance(node, examples.EvaluateExamples)
        others = "".join(f"{name}[None], " for name in examples.given(program))
        bound = pattern(
            f"variational_bound(model, x, {others}key, ...)", x=examples.example(program)
        )
        call = pattern("metrics | bound", metrics=node.call, bound=bound)
        yield dataclasses.replace(node, call=call)


def is_scaled(program: Program) -> bool:
    """Whether examples, which are in [0, 1], are scaled to [-1, 1]."""
    return isinstance(program.data.normalization, DivideBy)


def is_guided(program: Program) -> bool:
    """Whether samples are drawn from a model that is more than a network, by guidance."""
    return isinstance(program.sampler, DiffusionSampler) and (
        program.sampler.guidance_scale is not None
    )


def denoised(program: Program, *arguments: str) -> Pattern:
    """What the model sees in noisy examples after a number of steps."""
    given = ", ".join((*arguments, *conditions(program)))
    return pattern(f"denoise(model, {given}, ...)")


def _called(program: Program, loss: Diffusion, noisy: Expr, times: str) -> Expr:
    call = conditioned(program, "model", "x", times)
    return substitute(call, x=noisy, T=loss.timesteps)


def _model(program: Program, loss: Diffusion) -> str:
    return program.network(loss.networks[0]).model.class_name


def _denoise(program: Program, loss: Diffusion) -> Denoise:
    example: Expr = loss.target.example
    before: tuple[Line, ...] = ()
    if uses_name(example, "alpha", "sigma"):
        schedule = pattern("noise_schedule(n, ...)")
        before = (Line(names=("alpha", "sigma"), value=schedule, origin=loss.origin),)
    output = _called(program, loss, pattern("noisy"), "jnp.full(len(noisy), n / T)")
    if loss.target.name == "x" and not is_scaled(program):
        example = output
    else:
        before = (*before, Line(names=("output",), value=output, origin=f"{loss.origin}.target"))
    if is_scaled(program):
        example = pattern("jnp.clip(x, -1, 1)", x=example)
    extents = ", ".join(map(str, ("count", *program.data.input.shape)))
    clipped = ", clipped to [-1, 1]" if is_scaled(program) else ""
    return Denoise(
        model="Callable[..., jax.Array]" if is_guided(program) else _model(program, loss),
        words=f"The model's estimate of x_0 from x_n, ({extents}){clipped}.",
        conditions=conditions(program),
        before=before,
        example=example,
        origin=f"{loss.origin}.target",
    )


def _metrics(program: Program, loss: Diffusion) -> DiffusionMetrics:
    name, target, measure = program.data.input.name, loss.target, loss.measure
    ones = ", ".join("1" for _ in program.data.input.shape)
    x = Name(name)
    scaled: tuple[Line, ...] = ()
    if is_scaled(program):
        value = pattern("2 * x - 1", x=x)
        x, scaled = Name("x"), (Line(names=("x",), value=value, origin="data.normalize"),)
    computed = list(_weight_lines(loss))
    known: Expr = x if target.name == "x" else Name(target.name)
    if target.value is not None:
        value = substitute(target.value, x=x)
        computed.insert(0, Line(names=(target.name,), value=value, origin=f"{loss.origin}.target"))
    noisy = pattern("alpha * x + sigma * noise", x=x)
    output = _called(program, loss, noisy, "n.reshape(-1) / T")
    return DiffusionMetrics(
        model=_model(program, loss),
        input=name,
        conditions=conditions(program),
        words=Paragraph(words=_words(loss), origin=loss.origin),
        times=substitute(loss.times.draw, shape=pattern(f"(len({name}), {ones})")),
        time_notes=loss.times.notes,
        timesteps=loss.timesteps,
        scaled=scaled,
        computed=tuple(computed),
        error=substitute(measure.error, output=output, target=known),
        entries=tuple(_entries(program, loss)),
        origin=loss.origin,
    )


def _weight_lines(loss: Diffusion) -> Iterator[Line]:
    if loss.weighting is None:
        return
    origin = loss.weighting.origin
    yield Line(names=("snr",), value=pattern("(alpha / sigma) ** 2"), origin=origin)
    yield Line(names=("weight",), value=loss.weighting.weight, origin=origin)


def _entries(program: Program, loss: Diffusion) -> Iterator[Entry]:
    mean = pattern("error.mean(axes)", axes=axes(program))
    if loss.weighting is None:
        yield Entry(name="loss", value=mean, origin=loss.origin)
        return
    weighted = pattern("(weight * error).mean(axes)", axes=axes(program))
    yield Entry(name="loss", value=weighted, origin=loss.weighting.origin)
    yield Entry(name=loss.measure.name, value=mean, origin=loss.measure.origin)


def _words(loss: Diffusion) -> Phrase:
    measure = WithOrigin(loss.measure.words, loss.measure.origin)
    target = WithOrigin(loss.target.words, f"{loss.origin}.target")
    first = ("The loss is the ", measure, " of ", target)
    last = ", predicted from an example after n of T steps of noise"
    if loss.weighting is None:
        return (*first, f"{last}.")
    weighting = WithOrigin(loss.weighting.words, loss.weighting.origin)
    return (*first, f"{last}, weighted by ", weighting, ".")


def _bound(program: Program, loss: Diffusion) -> VariationalBound:
    source = {
        "all_steps": "jax.lax.map(divergence, jnp.arange(2, T + 1)).sum(0)",
        "sampled": "(T - 1) * divergence(jax.random.randint(jax.random.fold_in(key, 0), (), 2, T + 1))",
    }[loss.bound or ""]
    assert loss.levels is not None
    return VariationalBound(
        model=_model(program, loss),
        input=program.data.input.name,
        conditions=conditions(program),
        subject="each example given its label" if conditions(program) else "each example",
        denoised=denoised(program, "alpha * x + sigma * noise", "n"),
        timesteps=loss.timesteps,
        axes=axes(program),
        kl=pattern(source, T=loss.timesteps),
        levels=loss.levels,
        origin=f"{loss.origin}.bound",
    )
