"""`type: sum` of binary classification."""

from typing import Annotated, Any, Literal

from pydantic import Field

from specc.language.family import Family, by_type
from specc.language.loss import Sum, Term, WeightedLoss

AnyPart = Annotated[
    Any, Family("specc.language.losses.binary", "loss", shorthand=by_type, without=("sum",))
]


class BinaryTerm(Term):
    """A term of the loss."""

    loss: AnyPart = Field(description="The loss of each example.")


class BinarySum(Sum, WeightedLoss):
    """Weighted sum of losses; each term is also logged separately."""

    type: Literal["sum"] = "sum"
    terms: Annotated[tuple[BinaryTerm, ...], Field(strict=False, min_length=2, max_length=16)] = (
        Field(
            examples=[[{"loss": "cross_entropy"}, {"loss": "focal", "weight": 0.5}]],
            description="The terms of the sum.",
        )
    )
