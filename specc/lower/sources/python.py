"""A function of the user's that loads the data."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Source
from specc.language.sources.python import OwnSource as SpecBlock
from specc.lower.source_context import SourceContext
from specc.lower.user_code import UserCall, file_name, lower_call


@dataclass(frozen=True)
class OwnSource(Source):
    """The call that returns inputs and targets, and perhaps weights."""

    call: UserCall


def lower(spec: SpecBlock, context: SourceContext) -> OwnSource:
    """Its arguments stand in the spec."""
    return OwnSource(
        template="python",
        noun_phrase=f"what {spec.name} of {file_name(spec)} loads",
        origin="data.source",
        has_weights=spec.weight is not None,
        call=lower_call(spec, "data.source", "data"),
    )
