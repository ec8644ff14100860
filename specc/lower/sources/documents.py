"""Documents of text."""

from __future__ import annotations

from specc.ir.expr import Literal, Name
from specc.ir.sources.documents import Documents
from specc.language.file import Download, name_of
from specc.language.sources.documents import Documents as SpecBlock
from specc.lower.documents import files
from specc.lower.source_context import SourceContext
from specc.lower.tokens import codec, cut, joined

_ORIGIN = "data.source"


def lower(spec: SpecBlock, context: SourceContext) -> Documents:
    """The files are a setting, so that copies elsewhere will do; their checksum is that of the facts."""
    name = context.prefixed("documents")
    path = context.file("documents", spec.path, "the documents", f"{_ORIGIN}.path")
    constant = f"{name}_sha256".upper()
    known = () if isinstance(spec.path, Download) else ((constant, Literal(context.sha256)),)
    made = codec(spec, context, _ORIGIN)
    encoded, encoders = joined(made)
    return Documents(
        template="documents",
        noun_phrase=f"the next {spec.unit} of {name_of(spec.path)}",
        origin=_ORIGIN,
        files=files(spec.format, path, Name(constant), _ORIGIN),
        unit=spec.unit,
        constants=known,
        codec=made,
        variable="documents",
        encoded=encoded,
        encoders=encoders,
        cut=cut(spec, context),
    )
