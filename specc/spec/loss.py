"""What losses have in common."""

import itertools
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.spec.block import Block
from specc.spec.change import ScheduledNonNegative
from specc.spec.diagnostics import Path
from specc.spec.fields import Positive


class Loss(Block):
    """What training minimizes the mean of, each example by its weight."""

    type: str

    helpers: ClassVar[tuple[str, ...]] = ()
    """Functions that the trainer defines for it."""

    @property
    def spread(self) -> bool:
        """Whether the model also gives how sure it is of each number: outputs come in pairs."""
        return False

    @property
    def parts(self) -> tuple[tuple[Path, str, "Loss"], ...]:
        """The losses that it is made of: where in it each stands, its column in the log, and itself."""
        return (((), "loss", self),)


class WeightedLoss(Loss):
    """A loss that can count some classes for more than others."""

    class_weights: (
        Literal["balanced"]
        | Annotated[tuple[Positive, ...], Field(strict=False, min_length=2)]
        | None
    ) = Field(
        None,
        description="How much the loss of an example counts: a number for each class, or balanced for "
        "rows / (classes * rows of the class) in training, so that every class counts the same.",
    )


class Term(Block):
    """A part of a loss that is a sum; each kind of task adds `loss`, of its own."""

    weight: ScheduledNonNegative = Field(
        1.0, description="What the loss is multiplied by; it can follow a schedule."
    )


class Sum(Loss):
    """Several losses, each times a weight; each kind of task adds the class of its terms."""

    terms: tuple[Any, ...]

    @property
    def spread(self) -> bool:
        """See `Loss.spread`."""
        return any(term.loss.spread for term in self.terms)

    @property
    def labels(self) -> tuple[str, ...]:
        """What to call the terms: by their types, or by their functions, numbered where that is the same."""
        found: list[str] = []
        for term in self.terms:
            label = getattr(term.loss, "name", term.loss.type).lower()
            numbered = itertools.chain([label], (f"{label}{n}" for n in itertools.count(2)))
            found.append(next(name for name in numbered if name not in found))
        return tuple(found)

    @property
    def parts(self) -> tuple[tuple[Path, str, Loss], ...]:
        """See `Loss.parts`."""
        return tuple(
            (("terms", number, "loss"), f"loss_{label}", term.loss)
            for number, (label, term) in enumerate(zip(self.labels, self.terms, strict=True))
        )
