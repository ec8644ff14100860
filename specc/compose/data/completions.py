"""The section where examples are prompts with completions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data import columns, holdouts, placements, sets, tokenizers
from specc.compose.data.parts import Assign, Call, DataClass, Entries, Function, Load
from specc.compose.data.rows import fields, selects, summary
from specc.compose.head import Section
from specc.fast_dataclasses import dataclass
from specc.ir.completions import CompletionRows, Completions
from specc.ir.expr import Expr, Literal, Name, Subscript
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program
from specc.ir.source import Source


@dataclass(frozen=True, kw_only=True)
class ReadCompletions(Node):
    """The function that reads rows.

    Attributes:
        before: the line that reads the tokenizer, if a file has it.
        prompt: the tokens of `prompt`.
        completion: those of `completion`.
    """

    template: ClassVar[str] = "data/readers/completions"
    before: tuple[Assign, ...]
    prompt: Expr
    completion: Expr


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    data = program.data
    assert isinstance(data, CompletionRows)
    codec = data.tokens.codec
    yield Section(title="Data", slot_name="section.data", origin="data")
    yield from codec.vocabulary
    yield Entries(items=tuple(_constants(data)), origin=data.source.origin)
    yield from tokenizers.copy(program, codec)
    yield columns.Batch(columns=data.columns, origin="data")
    for name in ("arrays", "data_error"):
        yield Function(name=name, origin="data")
    yield DataClass(fields=tuple(fields(data, ())), origin="data")
    yield from _readers(data, writes=program.sampler is not None)
    if selects(data):
        yield Function(name="select", origin="data")
    yield Function(name="check_shape", origin="data")
    yield from holdouts.functions(data)
    yield from columns.preprocess(data)
    yield Load(
        summary=summary(data, ()),
        statements=tuple(_read(data)),
        kept=tuple(sets.kept(data, ())),
        origin="data",
    )
    yield Function(name="batch_rows", origin="data")
    yield from placements.placed(data, ())


def _constants(data: CompletionRows) -> Iterator[Assign]:
    """What is known of the files."""
    for file in data.downloads:
        for name, value in (("URL", file.url), ("SHA256", file.sha256)):
            constant = Name(f"{file.constant}_{name}")
            yield Assign(target=constant, value=Literal(value), origin=file.origin)
    yield from tokenizers.constants(data.tokens.codec)
    for source in data.sources:
        assert isinstance(source, Completions)
        if source.checksum is not None:
            yield Assign(target=source.sha256, value=source.checksum, origin=source.origin)
    for name, field in (
        ("PROMPT", data.rows_source.prompt),
        ("COMPLETION", data.rows_source.completion),
    ):
        yield Assign(target=Name(name), value=Literal(field), origin=data.source.origin)


def _readers(data: CompletionRows, *, writes: bool) -> Iterator[Renderable]:
    """What reads and encodes rows, in the order in which the functions call each other."""
    source, origin = data.rows_source, data.source.origin
    codec = source.codec
    if data.downloads:
        yield Function(name="download", origin=data.downloads[0].origin)
    names = [*source.encoders]
    if writes:
        names += [f"encode_{codec.name}", f"decode_{codec.name}"]
    for name in dict.fromkeys((*names, "find_files", "read_jsonl")):
        yield Function(name=name, origin=origin)
    before: list[Assign] = []
    if (file := codec.tokenizer) is not None:
        value = pattern("read_tokenizer(path)", path=file.path)
        before.append(Assign(target=Name("tokenizer"), value=value, origin=file.origin))
    prompt, completion = (
        substitute(source.encoded, x=Name(name)) for name in ("prompt", "completion")
    )
    yield ReadCompletions(before=tuple(before), prompt=prompt, completion=completion, origin=origin)


def _read(data: CompletionRows) -> Iterator[Renderable]:
    """The lines that read and count the rows of all sources, and say which are held out."""
    examples = holdouts.total(data.held_out_sets, first=Name(data.train_constant))
    yield from _counted(Name(sets.source_variable(data)), data.source, examples)
    for item in data.external_sets:
        assert item.source is not None
        yield from _counted(Name(f"{item.prefix}_data"), item.source, Name(item.constant))
    if data.held_out_sets:
        yield from holdouts.split(data)


def _counted(variable: Name, source: Source, examples: Expr) -> Iterator[Renderable]:
    yield Assign(target=variable, value=source, origin=source.origin)
    length = Subscript(variable, "length")
    check = pattern('check_shape("length", x, (n,))', x=length, n=examples)
    yield Call(value=check, origin=source.origin)
