"""Rules about remat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specc.document.diagnostics import Fix
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, warning


@warning("P049", "remat saves nothing")
def remat_of_one_block(resolved: Resolved) -> Iterator[Found]:
    """The backward pass recomputes the activations of one block at a time.

    That saves the activations of all blocks but one. With a single block nothing is saved, and its
    forward pass runs twice.
    """
    model: Any = resolved.spec.model
    if getattr(model, "remat", False) and model.blocks == 1:
        path = ("model", "remat")
        yield Found(path, "the model has one block", (), Fix(path, "false"))
