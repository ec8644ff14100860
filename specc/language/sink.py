"""The base class of sinks."""

from typing import Annotated, Any

from specc.language.block import Block
from specc.language.family import Family, by_type


class Sink(Block):
    """Where metrics go."""

    type: str

    @property
    def words(self) -> str:
        """What it is in messages; two with the same words are the same sink."""
        return self.type


AnySink = Annotated[Any, Family("specc.language.sinks", "sink", shorthand=by_type, terse=True)]
"""The sinks that a spec can name, a file each; see `specc.language.family`."""
