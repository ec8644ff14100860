"""`type: language_modeling`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.language.better import Measured
from specc.language.facts import Facts
from specc.language.family import Family, by_type
from specc.language.losses.language_modeling.next_token import NextToken
from specc.language.model import Model
from specc.language.task import Task

AnyLoss = Annotated[
    Any, Family("specc.language.losses.language_modeling", "loss", shorthand=by_type)
]


class LanguageModeling(Task):
    """The next token of a text from those before it, or hidden tokens from those on both sides.

    An example is a window: as many tokens as the `context` of the model, and for the next token one more. For
    training, windows are at random places, and an epoch has as many as the training tokens fill. For
    evaluation, they follow each other: each held-out token but the first is predicted once, from those before
    it in its window, or may be hidden once.
    """

    type: Literal["language_modeling"] = "language_modeling"
    loss: AnyLoss = Field(NextToken(), description="The loss to minimize.")

    needs: ClassVar = "tokens"
    supervised: ClassVar = False
    shuffles: ClassVar = False
    layout: ClassVar = "windows"

    def outputs(self, facts: Facts) -> int | None:
        """A logit per token of the vocabulary."""
        return facts.vocabulary

    @property
    def goal(self) -> None:
        """It has no loss of outputs and targets."""
        return None

    def window(self, model: Model) -> int:
        """See `Task.window`."""
        return getattr(model, "context", None) or 1

    def normalization(self, facts: Facts) -> str:
        """Tokens are no quantities."""
        return "none"

    def evaluated(self, source: Any, by_bytes: bool) -> Measured:
        """See `Task.evaluated`."""
        found: Measured = self.loss.evaluated(source, by_bytes)
        return found
