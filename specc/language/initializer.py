"""The base class of weight initializers."""

from typing import ClassVar

from specc.language.block import Block


class Initializer(Block):
    """A function of flax.nnx.initializers; fields are its arguments."""

    type: str

    function: ClassVar[str]
    """Its name in flax.nnx.initializers."""

    options: ClassVar[frozenset[str]] = frozenset()
    """Arguments that are omitted if they have their default value."""
