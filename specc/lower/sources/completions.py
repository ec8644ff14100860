"""Prompts with completions."""

from __future__ import annotations

from specc.ir.completions import Completions
from specc.ir.expr import Literal, Name
from specc.language.file import Download, name_of
from specc.language.sources.completions import Completions as SpecBlock
from specc.lower.source_context import SourceContext
from specc.lower.tokens import codec, whole

_ORIGIN = "data.source"


def lower(spec: SpecBlock, context: SourceContext) -> Completions:
    """The files are a setting, so that copies elsewhere will do; their checksum is that of the facts."""
    name = context.prefixed("completions")
    doc = "the prompts and completions"
    path = context.file("completions", spec.path, doc, f"{_ORIGIN}.path")
    known = None if isinstance(spec.path, Download) else Literal(context.sha256)
    made = codec(spec, context, _ORIGIN, each="row")
    encoded, encoders = whole(made)
    return Completions(
        template="completions",
        noun_phrase=f"the completions of {name_of(spec.path)}",
        origin=_ORIGIN,
        unit=spec.unit,
        codec=made,
        path=path,
        sha256=Name(f"{name}_sha256".upper()),
        checksum=known,
        prompt=spec.prompt,
        completion=spec.completion,
        encoded=encoded,
        encoders=encoders,
    )
