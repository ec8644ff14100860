"""The section where examples are windows of a sequence of tokens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data import tokenizers
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
from specc.compose.data.sets import adjectives
from specc.compose.head import Constant, Section
from specc.fast_dataclasses import dataclass
from specc.ir.data import EvalSet
from specc.ir.expr import Add, Expr, Literal, Name
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute
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


@dataclass(frozen=True, kw_only=True)
class TokensRate(Node):
    """How many tokens are trained on in a second, in the last line that is printed."""

    template: ClassVar[str] = "run/tokens_rate"


@dataclass(frozen=True, kw_only=True)
class TextSet(Node):
    """The type of sets that are evaluated, with what else evaluation needs of them."""

    template: ClassVar[str] = "data/text_set"
    fields: tuple[Field, ...]


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    data = program.data
    assert isinstance(data, TokenData)
    on_device = data.placement == "device"
    yield Section(title="Data", slot_name="section.data", origin="data")
    yield from data.tokens.codec.vocabulary
    if data.asked == "masked_token":
        note = "stands for a hidden token; not a token of the data"
        size = data.tokens.codec.size
        yield Constant(name="MASK", value=size, note=note, origin="task.loss")
    yield from _constants(data)
    yield from tokenizers.copy(program, data.tokens.codec)
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
    yield TokensRate(origin="data")
    if on_device:
        yield OnDevice(origin="data")
    else:
        rows = pattern("data.train[rows]")
        yield OnHost(batch=_batch(data, rows), origin="data.placement")
        if program.run.checkpoints is not None:
            yield ClaimTokens(origin="data.placement")


def _constants(data: TokenData) -> Iterator[Renderable]:
    """What is known of the files."""
    items = []
    for file in data.downloads:
        for name, value in (("URL", file.url), ("SHA256", file.sha256)):
            constant = Name(f"{file.constant}_{name}")
            items.append(Assign(target=constant, value=Literal(value), origin=file.origin))
    for target, size in _sizes(data):
        items.append(Assign(target=target, value=Literal(size), origin="data.holdout data.source"))
    items += tokenizers.constants(data.tokens.codec)
    for source in _sources(data):
        for constant_name, checksum in source.constants:
            item = Assign(target=Name(constant_name), value=checksum, origin=source.origin)
            items.append(item)
    if items:
        yield Entries(items=tuple(items), origin=data.source.origin)


def _sizes(data: TokenData) -> Iterator[tuple[Name, int]]:
    """How much text sets have: where it is cut, and the bytes of what is evaluated."""
    cut = data.tokens.cut
    if cut is not None and data.held_out_sets:
        known = dict(zip(("train", "eval", "test"), cut.sizes, strict=True))
        for prefix in ("train", *(item.prefix for item in data.held_out_sets[:-1])):
            yield _cut_constant(data, prefix), known[prefix]
    if data.text_bytes:
        for item, size in zip(data.eval_sets, data.text_bytes, strict=True):
            yield Name(f"{item.prefix}_bytes".upper()), size


def _sources(data: TokenData) -> Iterator[TokenSource]:
    for source in data.sources:
        assert isinstance(source, TokenSource)
        yield source


def _functions(program: Program, data: TokenData) -> Iterator[Renderable]:
    """What reads and checks tokens, in the order in which they call each other."""
    source, origin = data.tokens, data.source.origin
    codec, writes = source.codec, program.sampler is not None
    if data.downloads:
        yield Function(name="download", origin=data.downloads[0].origin)
    names = ["check_tokens"] if source.mapped else []
    names += source.encoders
    if writes:
        names += ["read_tokenizer", "tokenize"] if codec.tokenizer is not None else []
        names += [f"encode_{codec.name}", f"decode_{codec.name}"]
    for name in dict.fromkeys((*names, *source.readers)):
        yield Function(name=name, origin=origin)
    for part in source.definitions:
        yield Definition(body=part, origin=origin)
    yield Function(name="check_count", origin=origin)
    if data.set_type == "TextSet":
        if data.by_document:
            yield Function(name="document_windows", origin="data.packing")
        yield TextSet(fields=tuple(_set_fields(data)), origin="data")


def _set_fields(data: TokenData) -> Iterator[Field]:
    """The columns of a set that is evaluated."""
    yield Field(name="token", type="jax.Array", note="int32: (n,)", origin="data")
    if data.text_bytes:
        note = "of its text in UTF-8"
        yield Field(name="bytes", type="np.float32", note=note, origin="data.source")
    if data.by_document:
        note = "int32: (m, 2), the first and the last token of each"
        yield Field(name="window", type="np.ndarray", note=note, origin="data.packing")


def _fields(data: TokenData) -> Iterator[Field]:
    if data.placement == "device":
        yield Field(name="train", type="Batch", origin="data")
    else:
        note = "tokens, on the host"
        yield Field(name="train", type="np.ndarray", note=note, origin="data.placement")
    for item in data.eval_sets:
        yield Field(name=item.prefix, type=data.set_type, origin=item.origin)


def _summary(data: TokenData) -> str:
    others = adjectives(data)
    if data.placement == "device":
        return (
            f"The tokens to train on{f' and the {others} ones' if others else ''}, on the device."
        )
    return f"The tokens to train on, on the host{f', and the {others} ones' if others else ''}."


def _read(data: TokenData) -> Iterator[Renderable]:
    """The lines that read all sources, and cut off what is held out."""
    source, held_out = data.tokens, data.held_out_sets
    names = ("train", *(item.rows_variable for item in held_out))
    if (file := source.codec.tokenizer) is not None and source.encoders:
        value = pattern("read_tokenizer(path)", path=file.path)
        yield Assign(target=Name("tokenizer"), value=value, origin=file.origin)
    if held_out and source.cut is not None:
        yield from _cut_before(data, names)
    else:
        sizes = total(held_out, first=Name(data.train_constant))
        yield from _loaded(_TOKENS if held_out else Name("train"), source, sizes)
        if held_out:
            parts = [Name(data.train_constant), *(Name(item.constant) for item in held_out[:-1])]
            ends = tuple(_sum(parts[: n + 1]) for n in range(len(parts)))
            yield Split(names=names, ends=ends, origin="data.holdout")
    for item in data.external_sets:
        assert isinstance(item.source, TokenSource)
        yield from _loaded(Name(item.rows_variable), item.source, Name(item.constant))


def _cut_before(data: TokenData, names: tuple[str, ...]) -> Iterator[Renderable]:
    """Text is cut, and then becomes tokens."""
    source = data.tokens
    assert source.cut is not None
    text = Name(source.variable)
    yield Assign(target=text, value=source, origin=source.origin)
    prefixes = ("train", *(item.prefix for item in data.held_out_sets))
    ends = [_sum([_cut_constant(data, x) for x in prefixes[:n]]) for n in range(1, len(names))]
    constants = (data.train_constant, *(item.constant for item in data.held_out_sets))
    for n, (name, constant) in enumerate(zip(names, constants, strict=True)):
        bounds: dict[str, Expr] = {"x": text}
        bounds |= {"a": ends[n - 1]} if n else {}
        bounds |= {"b": ends[n]} if n < len(ends) else {}
        part = pattern(f"x[{'a' if n else ''}:{'b' if n < len(ends) else ''}]")
        part = substitute(part, **bounds)
        yield from _encoded(Name(name), source, part, Name(constant), "data.holdout")


def _cut_constant(data: TokenData, prefix: str) -> Name:
    """How many documents, or characters, a set has."""
    assert data.tokens.cut is not None
    return Name(f"{prefix}_{data.tokens.cut.noun}".upper())


def _sum(sizes: list[Name]) -> Expr:
    value: Expr = sizes[0]
    for size in sizes[1:]:
        value = Add(value, size)
    return value


def _loaded(name: Name, source: TokenSource, count: Expr) -> Iterator[Renderable]:
    """The lines that read the tokens of a source."""
    origin = source.origin
    if source.variable == "tokens":
        yield Assign(target=name, value=source, origin=origin)
        check = pattern("check_count(tokens, count)", tokens=name, count=count)
        yield Call(value=check, origin=origin)
        return
    yield Assign(target=Name(source.variable), value=source, origin=origin)
    yield from _encoded(name, source, Name(source.variable), count, origin)


def _encoded(
    name: Name, source: TokenSource, text: Expr, count: Expr, origin: str
) -> Iterator[Renderable]:
    """The lines that split text into tokens."""
    yield Assign(target=name, value=substitute(source.encoded, x=text), origin=origin)
    check = pattern("check_count(tokens, count)", tokens=name, count=count)
    yield Call(value=check, origin=origin)


def _kept(data: TokenData) -> Iterator[Entry]:
    """The sets as `Data` has them."""
    train: Expr = Name("train")
    if data.placement == "device":
        train = _batch(data, train)
    yield Entry(name="train", value=train, origin="data")
    for item in data.eval_sets:
        value = _evaluated(data, item)
        yield Entry(name=item.prefix, value=value, origin=item.origin)


def _evaluated(data: TokenData, item: EvalSet) -> Expr:
    """A set that is evaluated, as `Data` has it."""
    tokens = Name(item.rows_variable)
    if data.set_type == "Batch":
        return _batch(data, tokens)
    checked = pattern("check_tokens(x)", x=tokens) if data.tokens.mapped else tokens
    values: dict[str, Expr] = {"a": pattern("jnp.int32(x)", x=checked)}
    if data.text_bytes:
        values["b"] = pattern("np.float32(n)", n=Name(f"{item.prefix}_bytes".upper()))
    if data.by_document:
        values["d"] = pattern("document_windows(x, c.context)", x=tokens, origin="data.packing")
    return substitute(pattern(f"TextSet({', '.join(values)})"), **values)


def _batch(data: TokenData, tokens: Expr) -> Expr:
    """Tokens on the device; those that were not encoded here are checked."""
    if data.tokens.mapped:
        tokens = pattern("check_tokens(x)", x=tokens)
    return pattern("Batch(jnp.int32(x))", x=tokens)
