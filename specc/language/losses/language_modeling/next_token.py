"""`type: next_token`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledProbability
from specc.language.facts import Facts
from specc.language.fields import is_zero
from specc.language.generative import GenerativeLoss


class NextToken(GenerativeLoss):
    """The cross-entropy of each token given those before it in its window, in nats per token."""

    type: Literal["next_token"] = "next_token"
    scheduled_sampling: ScheduledProbability = Field(
        0.0,
        exclude_if=is_zero,
        examples=[{"type": "linear", "start": 0, "end": 0.25}],
        description="Probability with which the model, in training, is given a token that it has drawn "
        "itself and not that of the text (Bengio et al. 2015); it usually grows from 0. All are drawn in a "
        "pass of their own, each given those of the text (Mihaylova and Martins 2019). 0 for none.",
    )

    networks: ClassVar = {"model": frozenset({"next_token"})}
    reads: ClassVar = frozenset({"tokens"})
    conditional: ClassVar = False
    samplers: ClassVar = ("autoregressive",)

    def unshown(self, facts: Facts) -> None:
        """Samples are text, or numbers of tokens."""
