"""`type: sum` of regression."""

from typing import Annotated, Any, Literal

from pydantic import Field

from specc.spec.family import Family, by_type
from specc.spec.loss import Sum, Term

AnyPart = Annotated[
    Any, Family("specc.spec.losses.regression", "loss", shorthand=by_type, without=("sum",))
]


class NumberTerm(Term):
    """A part of the loss."""

    loss: AnyPart = Field(description="The loss of each example.")


class NumberSum(Sum):
    """Several losses added up, each times its weight; each is logged by itself as well."""

    type: Literal["sum"] = "sum"
    terms: Annotated[tuple[NumberTerm, ...], Field(strict=False, min_length=2, max_length=16)] = (
        Field(description="What is added up.")
    )
