"""Where examples come from: readers of files, their constants, and the lines that read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data import token_rows
from specc.compose.data.parts import Assign, Call, Definition, Entries, Function
from specc.compose.user_code import own_code
from specc.fast_dataclasses import dataclass
from specc.ir.data import Column, Data, Source
from specc.ir.expr import Argument, DictExpr, Expr, ListExpr, Literal, Name, Subscript
from specc.ir.expr import Call as CallExpr
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.sources.image_folder import ImageFolder
from specc.ir.sources.npy import Npy
from specc.ir.sources.python import OwnSource
from specc.ir.sources.sklearn import Sklearn
from specc.ir.table import Table
from specc.ir.token_rows import TokenRowSource
from specc.ir.user_code import InlinedDefinition

_STORED: dict[tuple[str, ...], str] = {
    ("floats",): "stored as floats",
    ("column",): "stored in a column",
    ("floats", "column"): "floats in a column",
    ("column", "floats"): "floats in a column",
}


@dataclass(frozen=True, kw_only=True)
class ReadImage(Node):
    """The function that reads an image of a certain size, or resizes it."""

    source: ImageFolder

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"data/readers/read_image{'_resized' if self.source.resized else ''}"

    @property
    def alpha(self) -> tuple[Renderable, ...]:
        """The line about transparency."""
        match self.source.alpha:
            case None:
                return (Call(value=pattern("check_opaque(image)"), origin=self.origin),)
            case "composite":
                value, origin = pattern("composite(image)"), "data.source.alpha"
                return (Assign(target=Name("image"), value=value, origin=origin),)
            case "keep" if self.mode == "LA":
                value, origin = pattern('image.convert("RGBA")'), "data.source.alpha"
                note = "for a transparent color"
                return (Assign(target=Name("image"), value=value, note=note, origin=origin),)
            case _:
                return ()

    @property
    def mode(self) -> str:
        """What Pillow calls it."""
        return self.source.mode

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array."""
        return self.source.shape

    @property
    def height(self) -> int:
        """In pixels."""
        return self.source.shape[0]

    @property
    def width(self) -> int:
        """In pixels."""
        return self.source.shape[1]


@dataclass(frozen=True, kw_only=True)
class CheckHeaders(ReadImage):
    """The function that looks at the headers of images."""

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"data/readers/check_headers{'_resized' if self.source.resized else ''}"


@dataclass(frozen=True, kw_only=True)
class Composite(Node):
    """The function that puts an image over a background."""

    template: ClassVar[str] = "data/readers/composite"
    background: tuple[int, int, int]


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


@dataclass(frozen=True, kw_only=True)
class ReadBuiltin(Node):
    """The lines that load a data set of scikit-learn, and check its shape."""

    template: ClassVar[str] = "data/readers/read_builtin"
    variable: Expr
    source: Sklearn
    rows: int
    shape: tuple[int, ...]

    @property
    def expected(self) -> tuple[int, ...]:
        """The shape of the inputs."""
        return self.rows, *self.shape

    @property
    def kind(self) -> str:
        """What each of the examples is."""
        extents = "x".join(map(str, self.shape))
        return (
            f"images of {extents} pixels"
            if len(self.shape) > 1
            else f"examples of {extents} features"
        )


@dataclass(frozen=True, kw_only=True)
class Listing(Node):
    """The paths of images that are decoded when they are used."""

    template: ClassVar[str] = "data/sources/image_folder_paths"
    listing: Expr


@dataclass(frozen=True, kw_only=True)
class ListImages(Node):
    """The function that finds the images of a folder."""

    partial: bool

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"data/readers/list_images{'_partial' if self.partial else ''}"


def readers(data: Data, *, loads: bool) -> Iterator[Renderable]:
    """Constants and functions that read files, in the order in which they call each other.

    Args:
        data: of the program.
        loads: whether a trained model can be loaded, to predict from other files.
    """
    source, origin = data.source, data.source.origin
    yield from constants(data)
    if _has_names(source):
        yield Function(name="encode_labels", origin=origin)
    if data.downloads:
        yield Function(name="download", origin=data.downloads[0].origin)
    match source:
        case Npy():
            name = "map_npy" if data.placement == "host" else "read_npy"
            yield Function(name=name, origin=origin)
        case ImageFolder():
            yield from _image_readers(source, in_files=data.reader is not None)
        case Table():
            yield from _table_readers(source, data.input, predicts=loads and data.predicted)
        case TokenRowSource():
            yield from token_rows.readers(source, data.required_target.column.name)
        case OwnSource(call=call):
            if isinstance(call.code, InlinedDefinition):
                yield from own_code("data", "section.data")
        case _:
            for name in source.functions:
                yield Function(name=name, origin=origin)
            for part in source.definitions:
                yield Definition(body=part, origin=origin)


def constants(data: Data) -> Iterator[Renderable]:
    """What is known of the files."""
    items = []
    for file in data.downloads:
        for name, value in (("URL", file.url), ("SHA256", file.sha256)):
            constant = Name(f"{file.constant}_{name}")
            items.append(Assign(target=constant, value=Literal(value), origin=file.origin))
    source, origin = data.source, data.source.origin
    named: list[tuple[str, Expr | None, str]]
    named = [("CLASSES", _texts(source.class_names or ()), "by label")]
    match source:
        case ImageFolder():
            named = [("CLASSES", _texts(source.class_names), "by label; each is a folder")]
        case Table():
            known = [(Literal(n), _listed(values)) for n, values in source.categories]
            targets = _texts(source.targets)
            named = [
                ("NUMBERS", _texts(source.numbers), ""),
                ("CATEGORIES", DictExpr(tuple(known)) if known else None, ""),
                ("IMPUTED", source.imputed_columns, "their values may be missing"),
                ("TARGET", Literal(source.target) if source.target is not None else None, ""),
                ("TARGETS", targets if source.target is None else None, ""),
                ("CLASSES", _texts(source.class_names or ()), "by label"),
                ("WEIGHT", Literal(source.weight) if source.weight is not None else None, ""),
                ("SPLIT", Literal(source.split) if source.split is not None else None, ""),
            ]
        case TokenRowSource():
            named = []
            items += token_rows.constants(source, _texts(source.class_names or ()))
    for name, found, note in named:
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
    if isinstance(source, Sklearn):
        yield ReadBuiltin(
            variable=name, source=source, rows=rows, shape=data.input.shape, origin=origin
        )
    else:
        value: Renderable = source
        if isinstance(source, ImageFolder) and data.reader is not None:
            value = Listing(listing=source.listing, origin=origin)
        yield Assign(target=name, value=value, origin=origin)
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
    """Whether its labels are names until the trainer numbers them; other readers return labels."""
    return source.class_names is not None and not isinstance(source, ImageFolder | Table)


def _texts(items: tuple[str, ...]) -> Expr | None:
    return _listed(items) if items else None


def _listed(items: tuple[str, ...]) -> Expr:
    return ListExpr(tuple(map(Literal, items)))


def _image_readers(source: ImageFolder, *, in_files: bool) -> Iterator[Renderable]:
    origin = source.origin
    yield ListImages(partial=source.required is not None, origin=origin)
    yield Function(name="check_depth", origin=origin)
    if source.alpha is None:
        yield Function(name="check_opaque", origin=origin)
    elif source.alpha == "composite":
        yield Composite(background=source.background, origin="data.source.alpha")
    yield ReadImage(source=source, origin=origin)
    yield Function(name="decode", origin=origin)
    if in_files:
        yield CheckHeaders(source=source, origin=origin)


def _read_table(source: Table) -> ReadTable:
    origin, imputes = source.origin, bool(source.imputed)
    marks = _listed(("", *(source.missing or ())))
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


def _table_readers(source: Table, column: Column, *, predicts: bool) -> Iterator[Renderable]:
    origin = source.origin
    yield _read_table(source)
    if source.categories or source.class_names:
        yield Function(name="encode", origin=origin)
    if source.text_gaps:
        yield Function(name="encode_one_hot", origin=origin)
    before: list[OneHot | OwnCategory] = []
    if source.own_category:
        names = _listed(source.own_category)
        before.append(OwnCategory(names=names, origin="data.source.impute"))
    if source.categories:
        before.append(OneHot(gaps=source.text_gaps, origin=origin))
    kinds = ["numbers"] if source.numbers else []
    kinds += ["one-hot categories"] if source.categories else []
    yield EncodeInputs(
        summary=f"The features, {column.batch_shape}: {' and '.join(kinds)}.",
        before=tuple(before),
        inputs=source.inputs,
        origin=origin,
    )
    if predicts:
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
