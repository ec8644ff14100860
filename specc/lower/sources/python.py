"""A function of the user's that loads the data."""

from __future__ import annotations

import dataclasses

from specc.ir.data import Source
from specc.lower.around import Around
from specc.lower.own import OwnCall, file_name, lower_call
from specc.spec.sources.python import OwnSource as Written


@dataclasses.dataclass(frozen=True, slots=True)
class OwnSource(Source):
    """The call that returns inputs and targets, and perhaps weights."""

    call: OwnCall


def lower(written: Written, around: Around) -> OwnSource:
    """Its arguments stand in the spec."""
    return OwnSource(
        template="python",
        noun_phrase=f"what {written.name} of {file_name(written)} loads",
        origin="data.source",
        has_weights=written.weight is not None,
        call=lower_call(written, "data.source", "data"),
    )
