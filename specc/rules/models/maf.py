"""Rules about masked autoregressive flows."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.models.maf import Maf
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule


@rule("M151", "a class that some inputs would not see")
def class_is_not_seen(resolved: Resolved) -> Iterator[Found]:
    """Each layer of a masked autoregressive flow scales a number depending on those before it.

    An embedding that is added to the numbers would be seen with them, and never by the first one. The one-hot
    vector of a class, joined to the numbers, is seen by all.
    """
    model = resolved.spec.model
    if isinstance(model, Maf) and resolved.spec.task.conditional and model.condition == "add":
        path: Path = ("model", "condition")
        label = "the first number of each layer would not see the class"
        yield Found(path, label, (), Fix(path, "concatenate"))
