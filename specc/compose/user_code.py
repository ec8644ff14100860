"""Where definitions of the user's own stand."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.ir.node import Node, Renderable


@dataclasses.dataclass(frozen=True, kw_only=True)
class UserCodeSlot(Node):
    """The definitions that a section uses first, as they are in the user's files."""

    template: ClassVar[str] = "page/own_code"
    place: str
    section: str


def own_code(section: str, place: str) -> Iterator[Renderable]:
    """A place for the definitions of a section, before what uses them."""
    yield UserCodeSlot(section=section, place=place, origin=f"own code of the {section}")
