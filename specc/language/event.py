"""The base class of events."""

from specc.language.block import Block


class Event(Block):
    """Something that the host does between compiled calls."""

    type: str
