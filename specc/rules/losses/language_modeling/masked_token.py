"""Rules about hidden tokens."""

from __future__ import annotations

import math
from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.losses.language_modeling.masked_token import MaskedToken
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule


@rule("L193", "no token is hidden")
def nothing_is_hidden(resolved: Resolved) -> Iterator[Found]:
    """The number of tokens of each window that are hidden and predicted is rounded, here to none.

    Hide more, or use longer windows.
    """
    loss, context = getattr(resolved.spec.task, "loss", None), resolved.window
    if isinstance(loss, MaskedToken) and round(loss.hidden * context) < 1:
        path: Path = ("task", "loss", "hidden")
        label = f"{loss.hidden:g} of {counted(context, 'token')} is less than one"
        least = math.ceil(1000 / context) / 1000
        yield Found(path, label, (), Fix(path, f"{least:g}") if least < 1 else None)
