"""How fast a run trains."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.event import Event


@dataclass(frozen=True, kw_only=True)
class Throughput(Event):
    """Rates since the last row are logged; see `specc.compose.measures`."""

    template: ClassVar[str] = "throughput"
    section: ClassVar[str] = "measures"
