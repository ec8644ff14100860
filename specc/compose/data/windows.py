"""The section where examples are windows of a sequence of tokens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data.columns import Batch
from specc.compose.data.holdouts import total
from specc.compose.data.parts import (
    Assign,
    Call,
    DataClass,
    Definition,
    Entries,
    Entry,
    Field,
    Function,
    Load,
)
from specc.compose.data.placements import OnDevice, OnHost
from specc.compose.head import Constant, Section
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Add, Expr, Literal, Name
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.tokens import TokenData, TokenSource

_TOKENS = Name("tokens")


@dataclass(frozen=True, kw_only=True)
class Split(Node):
    """The line that cuts the end off; `ends` are the places of the cuts."""

    template: ClassVar[str] = "data/holdouts/end"
    names: tuple[str, ...]
    ends: tuple[Expr, ...]


@dataclass(frozen=True, kw_only=True)
class BatchWindows(Node):
    """The function that says which tokens a batch has.

    Attributes:
        window: how long a window is.
        count: of the places where one can begin.
        places: the numbers of the tokens, of `starts`.
    """

    template: ClassVar[str] = "data/batch_windows"
    window: Expr
    count: Expr
    places: Expr


@dataclass(frozen=True, kw_only=True)
class ClaimTokens(Node):
    """What identifies tokens of which a run reads only some."""

    template: ClassVar[str] = "data/claim_tokens"


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    data = program.data
    assert isinstance(data, TokenData)
    on_device = data.placement == "device"
    yield Section(title="Data", slot_name="section.data", origin="data")
    yield data.tokens.codec.vocabulary
    if data.asked == "masked_token":
        note = "what hidden tokens are shown as; no token of the data"
        size = data.tokens.codec.size
        yield Constant(name="MASK", value=size, note=note, origin="task.loss")
    yield from _constants(data)
    yield Batch(columns=data.columns, origin="data")
    yield Function(name="data_error", origin="data")
    yield DataClass(fields=tuple(_fields(data)), origin="data")
    yield from _functions(program, data)
    yield Load(
        summary=_summary(data),
        statements=tuple(_read(data)),
        kept=tuple(_kept(data)),
        origin="data",
    )
    follows = data.asked == "next_token"  # so that each token has one after it
    window, count = "context", "TRAIN_TOKENS - c.context"
    window, count = ("context + 1", count) if follows else (window, f"{count} + 1")
    places = f"np.stack(starts) + np.arange(c.{window})"
    yield BatchWindows(
        window=pattern(window),
        count=pattern(count),
        places=pattern(f"({places}).astype(np.int32)" if on_device else places),
        origin="data",
    )
    if on_device:
        yield OnDevice(origin="data")
    else:
        rows = pattern("data.train[rows]")
        yield OnHost(batch=_batch(data, rows), origin="data.placement")
        yield ClaimTokens(origin="data.placement")


def _constants(data: TokenData) -> Iterator[Renderable]:
    """What is known of the files."""
    items = []
    for file in data.downloads:
        for name, value in (("URL", file.url), ("SHA256", file.sha256)):
            constant = Name(f"{file.constant}_{name}")
            items.append(Assign(target=constant, value=Literal(value), origin=file.origin))
    for source in _sources(data):
        for constant_name, known in source.constants:
            item = Assign(target=Name(constant_name), value=known, origin=source.origin)
            items.append(item)
    if items:
        yield Entries(items=tuple(items), origin=data.source.origin)


def _sources(data: TokenData) -> Iterator[TokenSource]:
    for source in data.sources:
        assert isinstance(source, TokenSource)
        yield source


def _functions(program: Program, data: TokenData) -> Iterator[Renderable]:
    """What reads and checks tokens, in the order in which they call each other."""
    source, origin = data.tokens, data.source.origin
    writes = program.sampler is not None
    if data.downloads:
        yield Function(name="download", origin=data.downloads[0].origin)
    if source.mapped:
        yield Function(name="check_tokens", origin=origin)
    if source.encodes or writes:
        yield Function(name=f"encode_{source.codec.name}", origin=origin)
    if writes:
        yield Function(name=f"decode_{source.codec.name}", origin="sample")
    for name in source.functions:
        yield Function(name=name, origin=origin)
    for part in source.definitions:
        yield Definition(body=part, origin=origin)
    yield Function(name="check_count", origin=origin)


def _fields(data: TokenData) -> Iterator[Field]:
    if data.placement == "device":
        yield Field(name="train", type="Batch", origin="data")
    else:
        note = "tokens, on the host"
        yield Field(name="train", type="np.ndarray", note=note, origin="data.placement")
    for item in data.eval_sets:
        yield Field(name=item.prefix, type="Batch", origin=item.origin)


def _summary(data: TokenData) -> str:
    others = " and ".join(item.adjective for item in data.eval_sets)
    if data.placement == "device":
        return (
            f"The tokens to train on{f' and the {others} ones' if others else ''}, on the device."
        )
    return f"The tokens to train on, on the host{f', and the {others} ones' if others else ''}."


def _read(data: TokenData) -> Iterator[Renderable]:
    """The lines that read all sources, and cut off what is held out."""
    held_out = data.held_out_sets
    sizes = total(held_out, first=Name(data.train_constant))
    yield from _loaded(_TOKENS if held_out else Name("train"), data.tokens, sizes)
    if held_out:
        parts = [Name(data.train_constant), *(Name(item.constant) for item in held_out[:-1])]
        ends = [_sum(parts[: n + 1]) for n in range(len(parts))]
        names = ("train", *(item.rows_variable for item in held_out))
        yield Split(names=names, ends=tuple(ends), origin="data.holdout")
    for item in data.external_sets:
        assert isinstance(item.source, TokenSource)
        yield from _loaded(Name(item.rows_variable), item.source, Name(item.constant))


def _sum(sizes: list[Name]) -> Expr:
    value: Expr = sizes[0]
    for size in sizes[1:]:
        value = Add(value, size)
    return value


def _loaded(name: Name, source: TokenSource, count: Expr) -> Iterator[Renderable]:
    yield Assign(target=name, value=source, origin=source.origin)
    check = pattern("check_count(tokens, count)", tokens=name, count=count)
    yield Call(value=check, origin=source.origin)


def _kept(data: TokenData) -> Iterator[Entry]:
    """The sets as `Data` has them."""
    train: Expr = Name("train")
    if data.placement == "device":
        train = _batch(data, train)
    yield Entry(name="train", value=train, origin="data")
    for item in data.eval_sets:
        value = _batch(data, Name(item.rows_variable))
        yield Entry(name=item.prefix, value=value, origin=item.origin)


def _batch(data: TokenData, tokens: Expr) -> Expr:
    """Tokens on the device; those that were not encoded here are checked."""
    if data.tokens.mapped:
        tokens = pattern("check_tokens(x)", x=tokens)
    return pattern("Batch(jnp.int32(x))", x=tokens)
