"""Rules about user-defined models."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.models.python import Python
from specc.language.wording import close_to
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, warning

_KNOWN = ("{inputs}", "{outputs}", "{shape}")


@warning("C112", "a word in braces stands for nothing")
def word_stands_for_nothing(resolved: Resolved) -> Iterator[Found]:
    """In the arguments of a model, "{inputs}", "{outputs}" and "{shape}" stand for sizes of the data.

    Another word in braces is passed as a string, which is rarely meant.
    """
    model = resolved.spec.model
    for name, value in model.args.items() if isinstance(model, Python) else ():
        if isinstance(value, str) and re.fullmatch(r"\{\w+\}", value) and value not in _KNOWN:
            path = ("model", "args", name)
            meant = close_to(value, _KNOWN)
            fix = Fix(path, f'"{meant}"') if meant else None
            yield Found(path, f"{value} is none of {', '.join(_KNOWN)}", (), fix)
