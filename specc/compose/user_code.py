"""Where definitions of the user's own stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.node import Node, Renderable


@dataclass(frozen=True, kw_only=True)
class UserCodeSlot(Node):
    """The definitions that a section uses first, as they are in the user's files."""

    template: ClassVar[str] = "page/own_code"
    slot_name: str
    section: str


def own_code(section: str, slot_name: str) -> Iterator[Renderable]:
    """A place for the definitions of a section, before what uses them."""
    yield UserCodeSlot(section=section, slot_name=slot_name, origin=f"own code of the {section}")
