"""What initializers of weights have in common."""

from typing import Annotated, Any, ClassVar

from specc.spec.block import Block
from specc.spec.family import Family, by_type


class Initializer(Block):
    """A function of flax.nnx.initializers, by its name there; fields are its arguments."""

    type: str

    function: ClassVar[str]
    """Its name in flax.nnx.initializers."""

    options: ClassVar[frozenset[str]] = frozenset()
    """Arguments that are left out where they are what they are without a word."""


AnyInitializer = Annotated[Any, Family("specc.spec.initializers", "initializer", shorthand=by_type)]
