"""What a network is given besides its input: the class of each example."""

from __future__ import annotations

from typing import Literal as OneOf

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Literal
from specc.ir.pattern import pattern, substitute


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Labels as one-hot vectors, all zeros for the label -1.

    Attributes:
        name: of the column of labels.
        classes: how many there are.
        how: whether vectors are joined to the input, or an embedding of them is added to it.
    """

    name: str
    classes: int
    how: OneOf["concatenate", "add"]
    origin: str

    @property
    def vector(self) -> Expr:
        """The one-hot vectors, (n, classes)."""
        return pattern(f"jax.nn.one_hot({self.name}, {self.classes})", origin=self.origin)


@dataclass(frozen=True, kw_only=True)
class Conditioned:
    """A class of the trainer that may be given the class of an example; `given_class` says how."""

    given_class: Condition | None = None

    @property
    def conditions(self) -> tuple[str, ...]:
        """The names of what it is given besides its input."""
        return () if self.given_class is None else (self.given_class.name,)

    def widened(self, size: Expr) -> Expr:
        """The width of the input of a part, with what is joined to it."""
        if self.given_class is None or self.given_class.how == "add":
            return size
        return pattern("size + classes", size=size, classes=Literal(self.given_class.classes))

    def joined(self, *inputs: str, embedding: str = "class_embedding") -> Expr:
        """The input of a part: arrays side by side, and the condition after them or added to the first."""
        parts: list[Expr] = [*map(pattern, inputs)]
        if self.given_class is not None:
            vector = self.given_class.vector
            if self.given_class.how == "concatenate":
                parts.append(vector)
            else:
                parts[0] = pattern(f"x + self.{embedding}(vector)", x=parts[0], vector=vector)
        if len(parts) == 1:
            return parts[0]
        named = {f"part_{n}": part for n, part in enumerate(parts)}
        joined = pattern(f"jnp.concatenate([{', '.join(named)}], axis=1)")
        return substitute(joined, **named)

    def embedded(self, name: str, width: Expr) -> tuple[tuple[str, Expr], ...]:
        """The layer that embeds a condition that is added, as a name and what makes it."""
        if self.given_class is None or self.given_class.how == "concatenate":
            return ()
        source = "nnx.Linear(classes, width, use_bias=False, rngs=rngs)"
        classes = Literal(self.given_class.classes)
        return ((name, pattern(source, classes=classes, width=width)),)
