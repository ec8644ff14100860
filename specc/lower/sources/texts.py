"""Texts with labels, in the columns of a file."""

from __future__ import annotations

from specc.ir.expr import Expr
from specc.ir.pattern import pattern
from specc.ir.sources.texts import Texts
from specc.language.file import name_of
from specc.language.sources.texts import Texts as SpecBlock
from specc.lower.source_context import SourceContext
from specc.lower.token_rows import length_column
from specc.lower.tokens import characters, utf8

_ORIGIN = "data.source"
_FORMATS = {"csv": "CSV", "jsonl": "JSONL", "parquet": "Parquet"}


def lower(spec: SpecBlock, context: SourceContext) -> Texts:
    """The file is a setting, so that a copy elsewhere will do."""
    name = _FORMATS[spec.file_format]
    path = context.file("data", spec.path, f"the data: a {name} file", f"{_ORIGIN}.path")
    codec = characters if spec.tokens == "characters" else utf8
    return Texts(
        template="texts",
        noun_phrase=f"the texts of {name_of(spec.path)}",
        origin=_ORIGIN,
        has_weights=spec.weight is not None,
        class_names=context.class_names,
        columns=(length_column(),),
        unit=spec.unit,
        codec=codec(context.facts, _ORIGIN),
        path=path,
        format=name,
        read=_read(spec, named=context.class_names is not None),
        text=spec.text,
        target=spec.target,
        weight=spec.weight,
    )


def _read(spec: SpecBlock, *, named: bool) -> Expr:
    """Texts and names of classes are text whatever they look like."""
    match spec.file_format:
        case "csv":
            texts = "{TEXT: str, TARGET: str}" if named else "{TEXT: str}"
            return pattern(f"pd.read_csv(path, dtype={texts}, keep_default_na=False)")
        case "jsonl":
            return pattern("pd.read_json(path, lines=True, dtype=False)")
        case _:
            return pattern("pd.read_parquet(path)")
