"""Files of token numbers."""

from __future__ import annotations

from specc.ir.sources.tokens import Tokens
from specc.language.file import name_of
from specc.language.sources.tokens import Tokens as SpecBlock
from specc.lower.source_context import SourceContext
from specc.lower.tokens import numbers

_ORIGIN = "data.source"


def lower(spec: SpecBlock, context: SourceContext) -> Tokens:
    """The file is a setting, so that a copy elsewhere will do."""
    return Tokens(
        template="tokens",
        noun_phrase=f"the next token of {name_of(spec.path)}",
        origin=_ORIGIN,
        path=context.file("tokens", spec.path, "the file of tokens", f"{_ORIGIN}.path"),
        dtype=spec.dtype,
        unit=spec.unit,
        codec=numbers(spec, context, _ORIGIN),
    )
