"""What is known of data: the facts of the training examples, and those of data for evaluation or a test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from specc.resolve.resolved import Resolved
from specc.spec.diagnostics import Path
from specc.spec.facts import Facts


class SourceFacts(NamedTuple):
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


def source_facts(resolved: Resolved) -> Iterator[SourceFacts]:
    """Of the source, and of what is evaluated and tested on, if that is data of its own."""
    data = resolved.spec.data
    stated = None if data.facts is None else "facts"
    yield SourceFacts(resolved.facts, data.source, "source", stated)
    for part in resolved.parts:
        if part.facts is not None:
            stated = None if getattr(data, part.facts_key) is None else part.facts_key
            yield SourceFacts(part.facts, part.source, part.key, stated)
