"""What a rule is tested by."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from specc.document.diagnostics import Path


@dataclasses.dataclass(frozen=True)
class Case:
    """A mistake and a near miss, both as changes to the base.

    Attributes:
        path: of the finding.
        label: part of what it says.
        also: other rules that the mistake breaks.
        fixes: whether the finding comes with an edit that fixes it.
        reveals: rules that have nothing to measure by until it is fixed.
    """

    code: str
    bad: Mapping[str, Any]
    near: Mapping[str, Any]
    path: Path
    label: str
    also: frozenset[str] = frozenset()
    fixes: bool = True
    reveals: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        return f"{self.code}-{'.'.join(str(part) for part in self.path)}-{self.label[:20]}"
