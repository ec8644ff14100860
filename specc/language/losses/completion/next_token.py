"""`type: next_token`."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from specc.language.better import Measured, of_text
from specc.language.facts import Facts
from specc.language.fields import NonNegative, Probability
from specc.language.generative import GenerativeLoss


class NextToken(GenerativeLoss):
    """The cross-entropy of each token of a completion, and of its end, given what is before it, in nats."""

    type: Literal["next_token"] = "next_token"
    label_smoothing: Probability = Field(
        0.0,
        description="Probability spread over the whole vocabulary, in training only (Szegedy et al. 2016); "
        "0 for none.",
    )
    z_loss: NonNegative = Field(
        0.0,
        description="Factor of log(Z)², where Z is the sum of exp(logits), in training only "
        "(Chowdhery et al. 2022, section 5); 0 for none.",
    )

    networks: ClassVar = {"model": frozenset({"next_token"})}
    reads: ClassVar = frozenset({"tokens"})
    conditional: ClassVar = False
    samplers: ClassVar = ("autoregressive",)
    reduced: ClassVar = True

    def unshown(self, facts: Facts) -> None:
        """Samples are text."""

    def evaluated(self, source: Any, _by_bytes: bool) -> Measured:
        """See `GenerativeLoss.evaluated`."""
        return {"loss": "min", **of_text(source)}
