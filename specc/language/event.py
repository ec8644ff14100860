"""The base class of events."""

from typing import Annotated, Any

from specc.language.block import Block
from specc.language.family import Family


class Event(Block):
    """Something that the host does between compiled calls."""

    type: str


AnyEvent = Annotated[Any, Family("specc.language.events", "event")]
"""The events that a spec can name, a file each; see `specc.language.family`."""
