"""`type: completion`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.language.better import Measured
from specc.language.facts import Facts
from specc.language.family import Family, by_type
from specc.language.losses.completion.next_token import NextToken
from specc.language.task import Task

AnyLoss = Annotated[Any, Family("specc.language.losses.completion", "loss", shorthand=by_type)]


class Completion(Task):
    """The completion of a prompt, token by token: supervised fine-tuning of a language model.

    Targets are the tokens of the completion and the end token; those of the prompt are only seen. A batch has
    the mean over all its targets, and evaluation that over all targets of the set: a long completion counts
    more than a short one. A row longer than the `context` of the model is cut off, a shorter one is padded.
    """

    type: Literal["completion"] = "completion"
    loss: AnyLoss = Field(NextToken(), description="The loss to minimize.")

    needs: ClassVar = "completions"
    supervised: ClassVar = False
    layout: ClassVar = "completions"

    def outputs(self, facts: Facts) -> int | None:
        """A logit per token of the vocabulary."""
        return facts.vocabulary

    @property
    def goal(self) -> None:
        """It has no loss of outputs and targets."""
        return None

    def evaluated(self, source: Any, by_bytes: bool) -> Measured:
        """See `Task.evaluated`."""
        found: Measured = self.loss.evaluated(source, by_bytes)
        return found
