"""The base classes of losses."""

import itertools
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.document.diagnostics import Path
from specc.language.block import Block
from specc.language.change import ScheduledNonNegative
from specc.language.fields import Positive


class Loss(Block):
    """A loss per example; training minimizes its weighted mean."""

    type: str

    helpers: ClassVar[tuple[str, ...]] = ()
    """Helper functions that the trainer defines for it."""

    training_only: ClassVar[tuple[str, ...]] = ()
    """Fields that regularize training; evaluation scores the loss with 0 in their place."""

    @property
    def spread(self) -> bool:
        """Whether the model also outputs the log-variance of each target."""
        return False

    @property
    def parts(self) -> tuple[tuple[Path, str, "Loss"], ...]:
        """Its terms: path, name of the column in the log, and loss of each."""
        return (((), "loss", self),)


class WeightedLoss(Loss):
    """A loss that supports class weights."""

    class_weights: (
        Literal["balanced"]
        | Annotated[tuple[Positive, ...], Field(strict=False, min_length=2)]
        | None
    ) = Field(
        None,
        examples=["balanced"],
        description="Class weights: a number per class, or balanced for "
        "rows / (classes * rows of the class) in training, so that every class counts the same.",
    )


class Term(Block):
    """A term of a sum; each task adds the field `loss`."""

    weight: ScheduledNonNegative = Field(
        1.0, description="Weight of the term; it can follow a schedule."
    )


class Sum(Loss):
    """A weighted sum of losses; each task defines the type of `terms`."""

    terms: tuple[Any, ...]

    @property
    def spread(self) -> bool:
        """See `Loss.spread`."""
        return any(term.loss.spread for term in self.terms)

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the terms: their types, or functions, numbered if repeated."""
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
