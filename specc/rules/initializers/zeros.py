"""Rules about weights that start at 0."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.initializers.zeros import Zeros
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule
from specc.rules.statistics import is_linear


@rule("M109", "all weights start at 0")
def nothing_begins(resolved: Resolved) -> Iterator[Found]:
    """A layer of zeros always outputs 0 and passes no gradient to the layers before it.

    With several in a row no weight ever changes. Only the last layer can start at 0: `output_init:
    zeros`.
    """
    model = resolved.spec.model
    if isinstance(getattr(model, "init", None), Zeros) and not is_linear(resolved):
        path = ("model", "init")
        yield Found(path, "no weight would ever change", (), Fix(path, None))
