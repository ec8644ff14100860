"""`data.evaluation_sets:`."""

from typing import Annotated, Any

from pydantic import Field

from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.family import Family
from specc.language.fields import is_absent


class EvaluationSet(Block):
    """A set with a name and a source of its own, which is evaluated whenever the evaluation examples are.

    Its metrics begin with its name in the log: `shifted_loss` beside `eval_loss`.
    """

    name: str = Field(
        pattern=r"^[a-z][a-z0-9_]*$",
        max_length=30,
        title="name of lower-case letters, digits and underscores",
        examples=["shifted"],
        description="Prefix of its metrics.",
    )
    source: Annotated[Any, Family("specc.language.sources", "data source", usual="csv")] = Field(
        description="Source of its examples, with the type and options of the training data."
    )
    facts: Facts | None = Field(
        None,
        exclude_if=is_absent,
        description="Facts of this data; read from specc.lock if not given.",
    )
