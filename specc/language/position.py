"""The base class of what tells a transformer the order of tokens."""

from typing import Annotated, Any, ClassVar

from specc.language.block import Block
from specc.language.family import Family, by_type


class Positions(Block):
    """How a transformer knows the order of tokens, which attention alone does not see."""

    type: str

    pairs: ClassVar[bool] = False
    """Whether it needs an even number of features in a head."""

    parameters: ClassVar[tuple[str, ...]] = ()
    """Paths of its parameters."""


AnyPositions = Annotated[
    Any, Family("specc.language.positions", "kind of positions", shorthand=by_type, usual="rotary")
]
"""The kinds of positions that a spec can name, a file each; see `specc.language.family`."""
