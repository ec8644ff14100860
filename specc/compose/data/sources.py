"""Where examples come from: readers of files, their constants, and the lines that read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data.parts import Assign, Call, Entries, Function
from specc.compose.user_code import own_code
from specc.fast_dataclasses import dataclass
from specc.ir.data import Column, Data, Source
from specc.ir.expr import DictExpr, Expr, ListExpr, Literal, Name, Subscript
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.sources.image_folder import ImageFolder
from specc.ir.sources.npy import Npy
from specc.ir.sources.python import OwnSource
from specc.ir.sources.sklearn import Sklearn
from specc.ir.table import Table
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

    mode: str
    shape: tuple[int, ...]
    resized: bool

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"data/readers/read_image{'_resized' if self.resized else ''}"

    @property
    def height(self) -> int:
        """In pixels."""
        return self.shape[0]

    @property
    def width(self) -> int:
        """In pixels."""
        return self.shape[1]


@dataclass(frozen=True, kw_only=True)
class CheckHeaders(ReadImage):
    """The function that looks at the headers of images."""

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"data/readers/check_headers{'_resized' if self.resized else ''}"


@dataclass(frozen=True, kw_only=True)
class ReadTable(Node):
    """The function that reads columns of a table."""

    format: str
    delimiter: str | None

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"data/readers/{self.format}"


@dataclass(frozen=True, kw_only=True)
class OneHot(Node):
    """The line that encodes categories."""

    template: ClassVar[str] = "data/readers/one_hot"


@dataclass(frozen=True, kw_only=True)
class EncodeInputs(Node):
    """The function that makes an array of the inputs in a table."""

    template: ClassVar[str] = "data/readers/encode_inputs"
    summary: str
    before: tuple[OneHot, ...]
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
    path: Expr


def readers(data: Data, *, loads: bool) -> Iterator[Renderable]:
    """Constants and functions that read files, in the order in which they call each other.

    Args:
        data: of the program.
        loads: whether a trained model can be loaded, to predict from other files.
    """
    source, origin = data.source, data.source.origin
    yield from constants(data)
    if data.downloads:
        yield Function(name="download", origin=data.downloads[0].origin)
    match source:
        case Npy():
            name = "map_npy" if data.placement == "host" else "read_npy"
            yield Function(name=name, origin=origin)
        case ImageFolder():
            yield from _image_readers(source, in_files=data.reader is not None)
        case Table():
            yield from _table_readers(
                source, data.input, predicts=loads and data.target is not None
            )
        case OwnSource(call=call):
            if isinstance(call.code, InlinedDefinition):
                yield from own_code("data", "section.data")
        case _:
            for name in source.functions:
                yield Function(name=name, origin=origin)


def constants(data: Data) -> Iterator[Renderable]:
    """What is known of the files."""
    items = []
    for file in data.downloads:
        for name, value in (("URL", file.url), ("SHA256", file.sha256)):
            constant = Name(f"{file.constant}_{name}")
            items.append(Assign(target=constant, value=Literal(value), origin=file.origin))
    source, origin = data.source, data.source.origin
    named: list[tuple[str, Expr | None, str]] = []
    match source:
        case ImageFolder():
            named = [("CLASSES", _texts(source.class_names), "by label; each is a folder")]
        case Table():
            known = [(Literal(n), _listed(values)) for n, values in source.categories]
            targets = _texts(source.targets)
            named = [
                ("NUMBERS", _texts(source.numbers), ""),
                ("CATEGORIES", DictExpr(tuple(known)) if known else None, ""),
                ("TARGET", Literal(source.target) if source.target is not None else None, ""),
                ("TARGETS", targets if source.target is None else None, ""),
                ("CLASSES", _texts(source.class_names or ()), "by label"),
                ("WEIGHT", Literal(source.weight) if source.weight is not None else None, ""),
                ("SPLIT", Literal(source.split) if source.split is not None else None, ""),
            ]
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
            value = Listing(path=source.path, origin=origin)
        yield Assign(target=name, value=value, origin=origin)
    if target is not None and target.column.shape and not source.has_batch_shape:
        column = Subscript(name, target.column.name)
        yield Assign(target=column, value=pattern("x.reshape(len(x), -1)", x=column), origin="task")
    if source.builtin:
        return
    check = pattern("check_data(x, examples)", x=name, examples=examples)
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


def _texts(items: tuple[str, ...]) -> Expr | None:
    return _listed(items) if items else None


def _listed(items: tuple[str, ...]) -> Expr:
    return ListExpr(tuple(map(Literal, items)))


def _image_readers(source: ImageFolder, *, in_files: bool) -> Iterator[Renderable]:
    origin = source.origin
    yield Function(name="list_images", origin=origin)
    yield ReadImage(mode=source.mode, shape=source.shape, resized=source.resized, origin=origin)
    yield Function(name="decode", origin=origin)
    if in_files:
        yield CheckHeaders(
            mode=source.mode, shape=source.shape, resized=source.resized, origin=origin
        )


def _table_readers(source: Table, column: Column, *, predicts: bool) -> Iterator[Renderable]:
    origin = source.origin
    yield ReadTable(format=source.format, delimiter=source.delimiter, origin=origin)
    if source.categories or source.class_names:
        yield Function(name="encode", origin=origin)
    kinds = ["numbers"] if source.numbers else []
    kinds += ["one-hot categories"] if source.categories else []
    yield EncodeInputs(
        summary=f"The features, {column.batch_shape}: {' and '.join(kinds)}.",
        before=(OneHot(origin=origin),) if source.categories else (),
        inputs=source.inputs,
        origin=origin,
    )
    if predicts:
        numbers, texts = source.input_columns
        yield ReadInputs(numbers=numbers, texts=texts, origin=origin)
    x, y, *weight = source.names
    inputs = pattern("encode_inputs(table)")
    items: list[tuple[Expr, Expr]] = [(Literal(x), inputs), (Literal(y), source.labels)]
    for name in weight:
        items.append((Literal(name), pattern("table[WEIGHT].to_numpy(float)")))
    if source.split is not None:
        items.append((Literal("split"), pattern("table[SPLIT].to_numpy(str)")))
    yield ReadExamples(
        numbers=source.numeric,
        texts=source.texts,
        arrays=DictExpr(tuple(items)),
        origin=origin,
    )
