"""What tasks have in common."""

from typing import Annotated, Any, ClassVar

from specc.spec.block import Block
from specc.spec.facts import Facts
from specc.spec.family import Family, by_type
from specc.spec.loss import Loss
from specc.spec.metric import Metric


class Task(Block):
    """What is learned from the data."""

    type: str

    needs: ClassVar[str]
    """What the facts have to say of the targets, to complete "the data has no …"."""

    classes: ClassVar[bool] = False
    """Whether a target is one of several classes."""

    def outputs(self, facts: Facts) -> int | None:
        """Numbers that a model gives for each example; None if the facts do not say it."""
        raise NotImplementedError

    @property
    def goal(self) -> Loss | None:
        """The loss that was chosen, of tasks that have several."""
        return getattr(self, "loss", None)

    @property
    def measures(self) -> tuple[Metric, ...]:
        """The metrics beside the loss, of tasks that have several."""
        return getattr(self, "metrics", ())


AnyTask = Annotated[Any, Family("specc.spec.tasks", "task", shorthand=by_type)]
"""The tasks that a spec can name, a file each; see `specc.spec.family`."""
