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
        key: of the source in `data`, or the name of a further set.
        place: the path of the source.
        stated: the path of the facts, if the spec has them; otherwise they are from a lock.
    """

    facts: Facts
    source: Any
    key: str
    place: Path
    stated: Path | None

    def path(self, *keys: str | int) -> Path:
        """The path of a fact; that of the source if the facts are from a lock."""
        return self.place if self.stated is None else (*self.stated, *keys)

    def named(self, key: str) -> Path:
        """The path of a fact that may be missing."""
        return self.path(*([key] if getattr(self.facts, key) is not None else []))


def source_facts(resolved: Resolved) -> Iterator[SourceFacts]:
    """The facts of the source, and of separate data that is evaluated."""
    data = resolved.spec.data
    stated: Path | None = None if data.facts is None else ("data", "facts")
    yield SourceFacts(resolved.facts, data.source, "source", ("data", "source"), stated)
    for part in resolved.parts:
        if part.facts is not None:
            stated = part.facts_path if part.stated else None
            yield SourceFacts(part.facts, part.source, part.key, part.path, stated)
