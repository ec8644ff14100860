"""How fast a run trains."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.event import Measure


@dataclass(frozen=True, kw_only=True)
class Throughput(Measure):
    """Rates since the last row are logged; see `specc.compose.measures.throughput`."""

    template: ClassVar[str] = "throughput"
    writer: ClassVar[str] = "throughput"
