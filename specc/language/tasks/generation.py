"""`type: generation`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.language.better import Measured
from specc.language.facts import Facts
from specc.language.family import Family, by_type
from specc.language.task import Task

AnyLoss = Annotated[Any, Family("specc.language.losses.generation", "loss", shorthand=by_type)]


def _unset(value: object) -> bool:
    return value is None


class Generation(Task):
    """Examples like those of the data, which need no targets."""

    type: Literal["generation"] = "generation"
    loss: AnyLoss = Field(description="The loss to minimize, which says what kind of model it is.")
    condition: Literal["class"] | None = Field(
        None,
        exclude_if=_unset,
        examples=["class"],
        description="What examples are generated from besides noise: class, for data with class labels. "
        "Samples are then of a class, all of them in turn or that of `--label`.",
    )

    needs: ClassVar = "targets"
    supervised: ClassVar = False

    def outputs(self, _facts: Facts) -> int | None:
        """None: a model gives examples."""
        return None

    @property
    def conditional(self) -> bool:
        """See `Task.conditional`."""
        return self.condition is not None

    @property
    def goal(self) -> None:
        """It has no loss of outputs and targets."""
        return None

    def evaluated(self, source: Any, by_bytes: bool) -> Measured:
        """See `Task.evaluated`."""
        found: Measured = self.loss.evaluated(source, by_bytes)
        return found
