"""Tables: files of columns with names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data.parts import Assign, Function
from specc.compose.data.sources.arrays import loaded, prepared
from specc.compose.data.sources.lists import listed, texts
from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.expr import Argument, DictExpr, Expr, Literal, Name
from specc.ir.expr import Call as CallExpr
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.source import Source
from specc.ir.table import Table

__all__ = ["constants", "loaded", "prepared", "readers"]


@dataclass(frozen=True, kw_only=True)
class ToNumbers(Node):
    """The lines that make numbers of the columns of a table."""

    kind: str

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"data/readers/to_{self.kind}"


@dataclass(frozen=True, kw_only=True)
class ReadTable(Node):
    """The function that reads columns of a table.

    Attributes:
        read: the call that reads the file at `path`.
        marked: the lines that make marks of missing values missing.
        is_empty: whether `n` missing values in the column `name` are an error.
        named: the columns of text, as text.
        numbers: the lines that make numbers of the other columns, as `values`.
        is_bad: which of them are none, or not finite.
    """

    format: str
    read: Expr
    marked: tuple[Renderable, ...]
    is_empty: Expr
    named: Expr
    numbers: Renderable
    is_bad: Expr

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"data/readers/{self.format}"


@dataclass(frozen=True, kw_only=True)
class OneHot(Node):
    """The line that encodes categories; `gaps` tells whether values may be missing."""

    gaps: bool

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"data/readers/one_hot{'_gaps' if self.gaps else ''}"


@dataclass(frozen=True, kw_only=True)
class OwnCategory(Node):
    """The line that makes a category of missing values."""

    template: ClassVar[str] = "data/readers/own_category"
    names: Expr


@dataclass(frozen=True, kw_only=True)
class EncodeInputs(Node):
    """The function that makes an array of the inputs in a table."""

    template: ClassVar[str] = "data/readers/encode_inputs"
    summary: str
    before: tuple[OneHot | OwnCategory, ...]
    inputs: Expr


@dataclass(frozen=True, kw_only=True)
class ReadInputs(Node):
    """The function that reads a table that has no targets."""

    template: ClassVar[str] = "data/readers/read_inputs"
    numbers: Expr
    texts: Expr


@dataclass(frozen=True, kw_only=True)
class ReadExamples(Node):
    """The function that makes arrays of the columns of a table."""

    template: ClassVar[str] = "data/readers/read_examples"
    numbers: Expr
    texts: Expr
    arrays: Expr


def readers(data: Data, *, loads: bool) -> Iterator[Renderable]:
    """See `specc.compose.data.sources.writer`."""
    source, origin = data.source, data.source.origin
    assert isinstance(source, Table)
    yield _read_table(source)
    if source.categories or source.class_names:
        yield Function(name="encode", origin=origin)
    if source.text_gaps:
        yield Function(name="encode_one_hot", origin=origin)
    before: list[OneHot | OwnCategory] = []
    if source.own_category:
        names = listed(source.own_category)
        before.append(OwnCategory(names=names, origin="data.source.impute"))
    if source.categories:
        before.append(OneHot(gaps=source.text_gaps, origin=origin))
    kinds = ["numbers"] if source.numbers else []
    kinds += ["one-hot categories"] if source.categories else []
    yield EncodeInputs(
        summary=f"The features, {data.input.batch_shape}: {' and '.join(kinds)}.",
        before=tuple(before),
        inputs=source.inputs,
        origin=origin,
    )
    if loads and data.predicted:
        numbers, texts = source.input_columns
        yield ReadInputs(numbers=numbers, texts=texts, origin=origin)
    values: list[Expr] = [pattern("encode_inputs(table)")]
    if source.targets:
        values.append(source.labels)
    if source.weight is not None:
        values.append(pattern("table[WEIGHT].to_numpy(float)"))
    items = [*zip(map(Literal, source.names), values, strict=True)]
    if source.split is not None:
        items.append((Literal("split"), pattern("table[SPLIT].to_numpy(str)")))
    yield ReadExamples(
        numbers=source.numeric,
        texts=source.texts,
        arrays=DictExpr(tuple(items)),
        origin=origin,
    )


def constants(source: Source) -> Iterator[tuple[str, Expr | None, str]]:
    """See `specc.compose.data.sources.writer`."""
    assert isinstance(source, Table)
    known = [(Literal(n), listed(values)) for n, values in source.categories]
    targets = texts(source.targets)
    yield "NUMBERS", texts(source.numbers), ""
    yield "CATEGORIES", DictExpr(tuple(known)) if known else None, ""
    yield "IMPUTED", source.imputed_columns, "their values may be missing"
    yield "TARGET", Literal(source.target) if source.target is not None else None, ""
    yield "TARGETS", targets if source.target is None else None, ""
    yield "CLASSES", texts(source.class_names or ()), "by label"
    yield "WEIGHT", Literal(source.weight) if source.weight is not None else None, ""
    yield "SPLIT", Literal(source.split) if source.split is not None else None, ""


def _read_table(source: Table) -> ReadTable:
    origin, imputes = source.origin, bool(source.imputed)
    marks = listed(("", *(source.missing or ())))
    arguments = []
    if source.delimiter is not None:
        arguments.append(Argument("sep", Literal(source.delimiter)))
    text = Name("str") if source.swapped else pattern("dict.fromkeys(texts, str)")
    arguments.append(Argument("dtype", text))
    if source.missing is not None:
        arguments.append(Argument("keep_default_na", Literal(False)))
        arguments.append(Argument("na_values", marks))
    marked = Assign(
        target=Name("table"), value=pattern("table.mask(table.isin(x))", x=marks), origin=origin
    )
    named = "table.astype(dict.fromkeys(texts, str))"
    if any(name in source.imputed for name, _ in source.categories):
        named += ".where(table.notna())"
    bad = "~(values.abs() <= np.finfo(np.float32).max)"
    return ReadTable(
        format=source.format,
        read=CallExpr(Name("pd.read_csv"), (Name("path"),), tuple(arguments)),
        marked=(marked,) if source.missing is not None or imputes else (),
        is_empty=pattern("n and name not in IMPUTED" if imputes else "n"),
        named=pattern(named),
        numbers=ToNumbers(kind="decimal_commas" if source.swapped else "numbers", origin=origin),
        is_bad=pattern(f"{bad} & table[numbers].notna()" if imputes else bad),
        origin=origin,
    )
