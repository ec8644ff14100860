"""Where examples come from: readers of files, their constants, and the lines that read."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import ModuleType

from specc.compose.data.parts import Assign, Call, Entries, Function
from specc.ir.data import Data
from specc.ir.expr import Expr, Literal, Name, Subscript
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.source import Source

_STORED: dict[tuple[str, ...], str] = {
    ("floats",): "stored as floats",
    ("column",): "stored in a column",
    ("floats", "column"): "floats in a column",
    ("column", "floats"): "floats in a column",
}


def writer(source: Source) -> ModuleType:
    """The module that writes what reads a source.

    It has `readers`, the functions that read files, in the order in which they call each other, where `loads`
    says whether a trained model can be loaded, to predict from other files; `constants`, each with its name,
    its value, if it has one, and a note; `loaded`, the lines that load examples as `variable`; and
    `prepared`, the functions that make inputs for predictions, where others than those of arrays are needed.
    """
    return importlib.import_module(f"specc.compose.data.sources.{source.writer}")


def readers(data: Data, *, loads: bool) -> Iterator[Renderable]:
    """Constants and functions that read files, in the order in which they call each other.

    Args:
        data: of the program.
        loads: whether a trained model can be loaded, to predict from other files.
    """
    yield from constants(data)
    if _has_names(data.source):
        yield Function(name="encode_labels", origin=data.source.origin)
    if data.downloads:
        yield Function(name="download", origin=data.downloads[0].origin)
    yield from writer(data.source).readers(data, loads=loads)


def constants(data: Data) -> Iterator[Renderable]:
    """What is known of the files."""
    items = []
    for file in data.downloads:
        for name, value in (("URL", file.url), ("SHA256", file.sha256)):
            constant = Name(f"{file.constant}_{name}")
            items.append(Assign(target=constant, value=Literal(value), origin=file.origin))
    origin = data.source.origin
    for name, found, note in writer(data.source).constants(data.source):
        if found is not None:
            items.append(Assign(target=Name(name), value=found, note=note, origin=origin))
    if items:
        yield Entries(items=tuple(items), origin=origin)


def read(
    data: Data, source: Source, variable: str, rows: int, examples: Expr
) -> Iterator[Renderable]:
    """The lines that load the examples of a source, and check them.

    Args:
        data: of the program.
        source: that of training, or of a set that has its own.
        variable: what the arrays are called.
        rows: how many there are.
        examples: the same, of constants.
    """
    target, origin = data.target, source.origin
    name = Name(variable)
    yield writer(source).loaded(data, source, name, rows)
    if _has_names(source) and target is not None and not data.per_token:
        named = Subscript(name, target.column.name)
        labels = pattern("encode_labels(x)", x=named)
        yield Assign(target=named, value=labels, origin="task")
    is_vector = target is not None and target.column.shape and not data.per_token
    if target is not None and is_vector and not source.has_batch_shape:
        column = Subscript(name, target.column.name)
        yield Assign(target=column, value=pattern("x.reshape(len(x), -1)", x=column), origin="task")
    if source.builtin:
        return
    check = pattern("check_data(x, examples, ...)", x=name, examples=examples)
    yield Call(value=check, origin=origin)
    if data.reader is not None:
        call = pattern("check_files(c, x)", x=name)
        yield Call(value=call, origin=data.reader.origin)
    if target is not None and target.label_storage:
        column = Subscript(name, target.column.name)
        form = ".reshape(-1)" if "column" in target.label_storage else ""
        form += ".astype(np.int64)" if "floats" in target.label_storage else ""
        note = _STORED[target.label_storage]
        yield Assign(target=column, value=pattern(f"x{form}", x=column), note=note, origin="task")


def _has_names(source: Source) -> bool:
    """Whether its labels are names until the trainer numbers them."""
    return source.class_names is not None and not source.numbers_labels
