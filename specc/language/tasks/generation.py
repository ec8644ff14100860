"""`type: generation`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.language.facts import Facts
from specc.language.family import Family, by_type
from specc.language.task import Task

AnyLoss = Annotated[Any, Family("specc.language.losses.generation", "loss", shorthand=by_type)]


class Generation(Task):
    """Examples like those of the data, which need no targets."""

    type: Literal["generation"] = "generation"
    loss: AnyLoss = Field(description="The loss to minimize, which says what kind of model it is.")

    needs: ClassVar = "targets"
    supervised: ClassVar = False

    def outputs(self, _facts: Facts) -> int | None:
        """None: a model gives examples."""
        return None

    @property
    def goal(self) -> None:
        """It has no loss of outputs and targets."""
        return None
