"""The memory that a run needs."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.event import Measure


@dataclass(frozen=True, kw_only=True)
class DeviceMemory(Measure):
    """Each row has the memory in use."""

    template: ClassVar[str] = "device_memory"
