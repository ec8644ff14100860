"""The base class of tasks."""

from typing import Annotated, Any, ClassVar

from specc.language.better import Better, Measured
from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.family import Family, by_type
from specc.language.loss import Loss
from specc.language.metric import Metric
from specc.language.model import Model


class Task(Block):
    """What a model is trained for."""

    type: str

    needs: ClassVar[str]
    """The facts about targets that it needs, to complete "the data has no …"."""

    supervised: ClassVar[bool] = True
    """Whether there are targets."""

    classes: ClassVar[bool] = False
    """Whether targets are classes."""

    per_token: ClassVar[bool] = False
    """Whether each token of an example has a target of its own."""

    shuffles: ClassVar[bool] = True
    """Whether an epoch has each example once, in full batches."""

    layout: ClassVar[str] = "rows"
    """What examples are: `rows` of the source, or `windows` of a sequence."""

    @property
    def conditional(self) -> bool:
        """Whether examples are generated from their classes."""
        return False

    def outputs(self, facts: Facts) -> int | None:
        """Number of the model's outputs per example; None if the facts do not contain it."""
        raise NotImplementedError

    def window(self, model: Model) -> int:
        """Rows of the source in an example of `model`: one, or tokens of a window."""
        return 1

    def normalization(self, facts: Facts) -> str:
        """The type of normalization that a spec need not name."""
        if facts.vocabulary is not None:  # tokens are no quantities
            return "none"
        scales = facts.is_image and facts.low >= 0 and facts.high > 0
        return "unit" if scales else "standardize"

    @property
    def goal(self) -> Loss | None:
        """The chosen loss, if the task has several."""
        return getattr(self, "loss", None)

    @property
    def measures(self) -> tuple[Metric, ...]:
        """The chosen metrics, if the task has several."""
        return getattr(self, "metrics", ())

    def evaluated(self, source: Any, by_bytes: bool) -> Measured:
        """The numbers that an evaluation gives, by name.

        Args:
            source: of the data.
            by_bytes: whether it is known how many bytes the text of each set has.
        """
        assert self.goal is not None, self.type
        terms = [column for _, column, _ in self.goal.parts]
        losses: dict[str, Better | None] = dict.fromkeys(("loss", *terms), "min")
        return losses | {item.column: item.better for item in self.measures if not item.matrix}


AnyTask = Annotated[
    Any, Family("specc.language.tasks", "task", shorthand=by_type, usual="classification")
]
"""The tasks that a spec can name, a file each; see `specc.language.family`."""
