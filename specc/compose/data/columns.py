"""Columns of a batch, checks of loaded data, and preprocessing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data.parts import Call, Entry, Function
from specc.fast_dataclasses import dataclass
from specc.ir.column import Column
from specc.ir.data import Data, Normalization
from specc.ir.expr import Expr, Literal, Name, Pattern, Subscript
from specc.ir.node import Node, Renderable
from specc.ir.normalizations.standardize import Standardize
from specc.ir.normalizations.unit import DivideBy
from specc.ir.pattern import pattern, substitute
from specc.ir.tasks.classification import Classes


@dataclass(frozen=True, kw_only=True)
class Batch(Node):
    """The columns of a batch."""

    template: ClassVar[str] = "data/batch"
    columns: tuple[Column, ...]


@dataclass(frozen=True, kw_only=True)
class CheckData(Node):
    """The function that checks what was loaded from a source."""

    template: ClassVar[str] = "data/check_data"
    checks: tuple[Call, ...]


@dataclass(frozen=True, kw_only=True)
class Normalize(Node):
    """The function that scales a batch of bytes, in the step."""

    template: ClassVar[str] = "data/normalize"
    input: str
    divisor: int | float


@dataclass(frozen=True, kw_only=True)
class PrepareInputs(Node):
    """The function that scales raw inputs, for training and for predictions."""

    template: ClassVar[str] = "data/prepare_inputs"
    input: str
    summary: str
    checks: tuple[Call, ...]
    value: Expr


@dataclass(frozen=True, kw_only=True)
class Preprocess(Node):
    """The function that makes a batch of arrays."""

    template: ClassVar[str] = "data/preprocess"
    columns: tuple[Entry, ...]


def checks(data: Data) -> tuple[tuple[str, Call], ...]:
    """Calls of checks, each with the function that it calls: of the shape, then of the values."""
    return (*_of_inputs(data), *_of_targets(data), *_of_weights(data))


def functions(data: Data) -> Iterator[Renderable]:
    """The checks that are called."""
    order = ("shape", "finite", "bytes", "integers", "classes", "weights")
    found = (*checks(data), *_of_raw_inputs(data))
    for name in order:
        for function, call in found:
            if function == f"check_{name}":
                yield Function(name=function, origin=call.origin)


def preprocess(data: Data) -> Iterator[Renderable]:
    """Each column as the step takes it; the inputs by a function of their own if a model predicts."""
    target, weight = data.target, data.weight
    columns: list[tuple[Column, Expr, str]] = []
    inputs: Expr = _inputs(data, Subscript(Name("data"), data.input.name))
    if data.inputs_as_read:
        inputs = _as_stored(data.input, Subscript(Name("data"), data.input.name))
    elif data.predicted:
        kind = "images" if data.input.name == "image" else data.input.name
        kept = [] if data.source.imputation is None else ["fill"]
        kept += [] if data.normalization.per_example else ["scaler"]
        of_run = "".join(f"; `{name}` is `state.{name}`" for name in kept)
        if len(kept) == 2:
            of_run = "; `state` has `fill` and `scaler`"
        yield PrepareInputs(
            input=data.input.name,
            summary=f"Converts raw {kind}, {data.input.batch_shape}, to what `predict` takes{of_run}.",
            checks=tuple(call for _, call in _of_raw_inputs(data)),
            value=_inputs(data, Name(data.input.name)),
            origin="data",
        )
        inputs = pattern("prepare_inputs(x, ...)", x=Subscript(Name("data"), data.input.name))
    if target is not None:
        labels: Expr = Subscript(Name("data"), target.column.name)
        if target.statistics:
            labels = pattern("standardize(x, target_scaler)", x=labels)
        columns.append((target.column, labels, target.origin))
    if weight is not None:
        columns.append((weight, Subscript(Name("data"), weight.name), "data.source.weight"))
    for column in data.source.columns:
        columns.append((column, Subscript(Name("data"), column.name), column.origin))
    entries = {
        column.name: Entry(name=column.name, value=_as_stored(column, value), origin=origin)
        for column, value, origin in columns
    }
    entries[data.input.name] = Entry(name=data.input.name, value=inputs, origin="data")
    yield Preprocess(columns=tuple(entries[column.name] for column in data.columns), origin="data")


def normalize(data: Data) -> Iterator[Normalize]:
    """If inputs are bytes."""
    match data.normalization:
        case DivideBy(in_step=True, divisor=divisor, origin=origin):
            yield Normalize(input=data.input.name, divisor=divisor, origin=origin)


def _as_stored(column: Column, value: Expr) -> Expr:
    return pattern(f"jnp.{column.dtype}(x)", x=value)


def _inputs(data: Data, value: Expr) -> Expr:
    if data.source.imputation is not None:
        origin = data.source.imputation.origin
        value = pattern("fill_missing(x, fill)", origin=origin, x=value)
    return _as_stored(data.input, _normalized(data.normalization, data.input, value))


def _normalized(normalization: Normalization, column: Column, value: Expr) -> Expr:
    match normalization:
        case Standardize():
            return pattern("standardize(x, scaler)", origin=normalization.origin, x=value)
        case DivideBy(in_step=False, divisor=divisor, numbers=None):
            number = Literal(divisor)
            return pattern("x / divisor", origin=normalization.origin, x=value, divisor=number)
        case DivideBy(in_step=False, divisor=divisor, numbers=int(numbers)):
            return pattern(  # categories stay 0 or 1
                "x / np.r_[np.full(numbers, divisor), np.ones(others)]",
                origin=normalization.origin,
                x=value,
                numbers=Literal(numbers),
                divisor=Literal(divisor),
                others=Literal(math.prod(column.shape) - numbers),
            )
    return value


def _check(name: str, column: str, origin: str, *arguments: Expr) -> tuple[str, Call]:
    return _check_of(Subscript(Name("data"), column), name, column, origin, *arguments)


def _check_of(x: Expr, name: str, column: str, origin: str, *arguments: Expr) -> tuple[str, Call]:
    parts: dict[str, Expr] = {f"argument_{n}": value for n, value in enumerate(arguments)}
    source = ", ".join(("name", "x", *parts))
    call = substitute(pattern(f"check_{name}({source})"), name=Literal(column), x=x, **parts)
    return f"check_{name}", Call(value=call, origin=origin)


def _shape(column: Column) -> Pattern:
    extents = "".join(f", {extent}" for extent in column.shape) or ","
    return pattern(f"(examples{extents})")


def _of_inputs(data: Data) -> Iterator[tuple[str, Call]]:
    name = data.input.name
    if data.inputs_as_read:
        return
    if data.reader is not None:  # paths of images
        yield _check("shape", name, "data", pattern("(examples,)"))
        return
    yield _check("shape", name, "data", _shape(data.input))
    if data.input.dtype == "uint8":
        yield _check("bytes", name, "data.normalize")
    elif data.source.imputation is None:  # otherwise NaN is a missing value
        yield _check("finite", name, "data")


def _of_raw_inputs(data: Data) -> Iterator[tuple[str, Call]]:
    """Calls that need no pass over the values: batches of training are prepared as well.

    Where these are gathered or decoded, a call has a batch for each of its steps.
    """
    if data.source.builtin or not data.predicted or data.inputs_as_read:
        return
    name, extents = data.input.name, ", ".join(map(str, data.input.shape))
    x = Name(name)
    leading = "len(x)" if data.placement == "device" else f"*x.shape[:-{len(data.input.shape)}]"
    shape = pattern(f"({leading}, {extents})", x=x)
    yield _check_of(x, "shape", name, "data", shape)
    if data.input.dtype == "uint8" and not data.source.decodes_lazily:  # `read_image` gives bytes
        yield _check_of(x, "bytes", name, "data.normalize")


def _of_targets(data: Data) -> Iterator[tuple[str, Call]]:
    target = data.target
    if target is None:
        return
    column = target.column
    if data.per_token:  # what reads tags has looked at them
        yield _check("shape", column.name, "task", pattern("(examples, c.context)"))
        return
    shape = pattern("(examples, 1)") if "column" in target.label_storage else _shape(column)
    yield _check("shape", column.name, "task", shape)
    named = data.source.class_names
    match target.kind:
        case "numbers":
            yield _check("finite", column.name, "task")
        case "classes" | "zero_one" if not named:
            if target.kind == "classes" and "floats" not in target.label_storage:
                yield _check("integers", column.name, "task")
            classes = target.classes if isinstance(target, Classes) else 2
            yield _check("classes", column.name, "task", Literal(classes))


def _of_weights(data: Data) -> Iterator[tuple[str, Call]]:
    if data.weight is not None:
        origin = "data.source.weight"
        yield _check("shape", data.weight.name, origin, pattern("(examples,)"))
        yield _check("weights", data.weight.name, origin)
