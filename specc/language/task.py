"""The base class of tasks."""

from typing import Annotated, Any, ClassVar

from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.family import Family, by_type
from specc.language.loss import Loss
from specc.language.metric import Metric


class Task(Block):
    """What a model is trained for."""

    type: str

    needs: ClassVar[str]
    """The facts about targets that it needs, to complete "the data has no …"."""

    supervised: ClassVar[bool] = True
    """Whether there are targets."""

    classes: ClassVar[bool] = False
    """Whether targets are classes."""

    @property
    def conditional(self) -> bool:
        """Whether examples are generated from their classes."""
        return False

    def outputs(self, facts: Facts) -> int | None:
        """Number of the model's outputs per example; None if the facts do not contain it."""
        raise NotImplementedError

    @property
    def goal(self) -> Loss | None:
        """The chosen loss, if the task has several."""
        return getattr(self, "loss", None)

    @property
    def measures(self) -> tuple[Metric, ...]:
        """The chosen metrics, if the task has several."""
        return getattr(self, "metrics", ())


AnyTask = Annotated[
    Any, Family("specc.language.tasks", "task", shorthand=by_type, usual="classification")
]
"""The tasks that a spec can name, a file each; see `specc.language.family`."""
