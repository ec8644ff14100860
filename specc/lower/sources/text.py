"""Texts."""

from __future__ import annotations

from specc.ir.expr import Literal, Name
from specc.ir.sources.text import Text
from specc.language.file import Download, name_of
from specc.language.sources.text import Text as SpecBlock
from specc.lower.source_context import SourceContext
from specc.lower.tokens import codec, cut, whole

_ORIGIN = "data.source"


def lower(spec: SpecBlock, context: SourceContext) -> Text:
    """The file is a setting, so that a copy elsewhere will do; its checksum is that of the facts."""
    name = context.prefixed("text")
    path = context.file("text", spec.path, "the text", f"{_ORIGIN}.path")
    constant = f"{name}_sha256".upper()
    known = () if isinstance(spec.path, Download) else ((constant, Literal(context.sha256)),)
    made = codec(spec, context, _ORIGIN)
    encoded, encoders = whole(made)
    return Text(
        template="text",
        noun_phrase=f"the next {spec.unit} of {name_of(spec.path)}",
        origin=_ORIGIN,
        path=path,
        sha256=Name(constant),
        unit=spec.unit,
        constants=known,
        codec=made,
        variable="text",
        encoded=encoded,
        encoders=encoders,
        cut=cut(spec, context),
    )
