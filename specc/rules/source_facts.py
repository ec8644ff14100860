"""The facts of all data sources: training, evaluation and test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from specc.document.diagnostics import Path
from specc.language.facts import Facts
from specc.resolve.resolved import Resolved


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
        """The path of a fact; that of the source if the facts are from a lock."""
        return ("data", self.key) if self.stated is None else ("data", self.stated, *keys)

    def named(self, key: str) -> Path:
        """The path of a fact that may be missing."""
        return self.path(*([key] if getattr(self.facts, key) is not None else []))


def source_facts(resolved: Resolved) -> Iterator[SourceFacts]:
    """The facts of the source, and of separate evaluation and test data."""
    data = resolved.spec.data
    stated = None if data.facts is None else "facts"
    yield SourceFacts(resolved.facts, data.source, "source", stated)
    for part in resolved.parts:
        if part.facts is not None:
            stated = None if getattr(data, part.facts_key) is None else part.facts_key
            yield SourceFacts(part.facts, part.source, part.key, stated)
