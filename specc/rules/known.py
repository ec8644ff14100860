"""What is known of data: the facts of the training examples, and those of data for evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from specc.resolve.resolved import Resolved
from specc.spec.diagnostics import Path
from specc.spec.facts import Facts


class Known(NamedTuple):
    """The facts of a data source.

    Attributes:
        key: of the source in `data`.
        stated: the key of the facts, if the spec has them; otherwise they are from a lock.
    """

    facts: Facts
    source: Any
    key: str
    stated: str | None

    def path(self, *keys: str | int) -> Path:
        """Where a fact stands: in the spec, or in a lock, for which the source stands."""
        return ("data", self.key) if self.stated is None else ("data", self.stated, *keys)

    def named(self, key: str) -> Path:
        """Where a fact stands that may not be there."""
        return self.path(*([key] if getattr(self.facts, key) is not None else []))


def known(resolved: Resolved) -> Iterator[Known]:
    """Of the source, and of the data for evaluation, if it has some of its own."""
    data = resolved.spec.data
    stated = None if data.facts is None else "facts"
    yield Known(resolved.facts, data.source, "source", stated)
    if resolved.evaluation_facts is not None:
        stated = None if data.evaluation_facts is None else "evaluation_facts"
        yield Known(resolved.evaluation_facts, data.evaluation, "evaluation", stated)
