"""A function of the user's that loads the data."""

from __future__ import annotations

from specc.ir.sources.python import OwnSource
from specc.language.sources.python import OwnSource as SpecBlock
from specc.lower.source_context import SourceContext
from specc.lower.user_code import file_name, lower_call


def lower(spec: SpecBlock, context: SourceContext) -> OwnSource:
    """Its arguments stand in the spec."""
    template = "python" if context.has_targets else "python_inputs"
    if not spec.has_targets:
        template = "python_array"
    return OwnSource(
        template=template,
        noun_phrase=f"what {spec.name} of {file_name(spec)} loads",
        origin="data.source",
        class_names=context.class_names,
        has_weights=spec.weight is not None,
        call=lower_call(spec, "data.source", "data"),
    )
