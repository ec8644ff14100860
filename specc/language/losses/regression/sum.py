"""`type: sum` of regression."""

from typing import Annotated, Any, Literal

from pydantic import Field

from specc.language.family import Family, by_type
from specc.language.loss import Sum, Term

AnyPart = Annotated[
    Any, Family("specc.language.losses.regression", "loss", shorthand=by_type, without=("sum",))
]


class NumberTerm(Term):
    """A term of the loss."""

    loss: AnyPart = Field(description="The loss of each example.")


class NumberSum(Sum):
    """Weighted sum of losses; each term is also logged separately."""

    type: Literal["sum"] = "sum"
    terms: Annotated[tuple[NumberTerm, ...], Field(strict=False, min_length=2, max_length=16)] = (
        Field(
            examples=[[{"loss": "mse"}, {"loss": "mae", "weight": 0.5}]],
            description="The terms of the sum.",
        )
    )
