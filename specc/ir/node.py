"""Base classes of the nodes that templates render."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol, TypeGuard

from specc.fast_dataclasses import dataclass
from specc.ir.tree import field_names


class Renderable(Protocol):
    """Anything with a template: nodes, and some classes of the IR."""

    @property
    def template(self) -> str:
        """The file in `templates/`."""

    @property
    def origin(self) -> str:
        """The path in the spec."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """Something that a page says.

    Attributes:
        template: the file in `templates/` that renders it, without its ending; nodes of one family
            have its folder as `folder`.
        origin: the path in the spec that asks for it, or the name of a part that every trainer has; what
            follows from several has all of them, with a space between them.
    """

    template: ClassVar[str]
    origin: str


@dataclass(frozen=True)
class WithOrigin:
    """A value or expression with an origin other than that of its node."""

    value: Any
    origin: str


Phrase = str | WithOrigin | tuple[str | WithOrigin, ...]
"""A sentence, or a part of one; of which parts can have origins of their own."""


def is_node(value: object) -> TypeGuard[Renderable]:
    """Whether a template renders this."""
    return bool(field_names(type(value))) and hasattr(value, "template")
