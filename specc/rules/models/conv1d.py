"""Rules about convolutions over time."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.models.conv1d import Conv1d
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, warning


@warning("M183", "a convolution that sees only the current input")
def dilation_is_too_long(resolved: Resolved) -> Iterator[Found]:
    """A dilation is the distance between the inputs that a convolution sees, in time.

    If it is as long as the windows or series, all inputs but the current one are before the beginning, where
    there are zeros, and their weights are never trained.
    """
    model = resolved.spec.model
    if not isinstance(model, Conv1d):
        return
    tokens = resolved.spec.task.layout == "windows"
    time = model.context if tokens else resolved.facts.shape[0]
    if time is None:
        return
    for number, dilation in enumerate(model.dilations):
        if dilation >= time:
            path = ("model", "dilations", number)
            what = "a window" if tokens else "a series"
            label = f"{what} has {counted(time, 'token' if tokens else 'time')}"
            kept = [x for x in model.dilations if x < time]
            fix = Fix(("model", "dilations"), str(kept)) if kept else None
            yield Found(path, label, (), fix)
