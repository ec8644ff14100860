"""Validates a document: a typed spec, or findings."""

from __future__ import annotations

import math
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from specc.document.diagnostics import Diagnostic
from specc.document.document import Document
from specc.document.source import sort_key

Model = TypeVar("Model", bound=BaseModel)


def validate(document: Document, model: type[Model]) -> tuple[Model | None, tuple[Diagnostic, ...]]:
    """The typed spec, or the findings about a document's values.

    Returns:
        The spec, or None if there are findings; the findings, located and sorted.
    """
    infinite = {
        path: value
        for path, value in document.scalars()
        if isinstance(value, float) and not math.isfinite(value)
    }
    refusal = None
    try:
        spec = model.model_validate(document.value)
        if not infinite:
            return spec, ()
    except ValidationError as error:
        refusal = error
    # Imported late: the code for messages is large, and most specs are valid.
    from specc.language.findings import not_finite
    from specc.language.pydantic_errors import explain_errors

    found = [not_finite(path, value) for path, value in infinite.items()]
    if refusal is not None:
        others = explain_errors(refusal, model, document)
        found += [diagnostic for diagnostic in others if diagnostic.path not in infinite]
    located = (document.locate(diagnostic) for diagnostic in dict.fromkeys(found))
    return None, tuple(sorted(located, key=sort_key))
