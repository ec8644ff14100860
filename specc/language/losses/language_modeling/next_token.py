"""`type: next_token`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.language.better import Measured, of_text
from specc.language.change import ScheduledProbability
from specc.language.facts import Facts
from specc.language.fields import NonNegative, Probability, is_absent, is_zero
from specc.language.generative import GenerativeLoss


class NextToken(GenerativeLoss):
    """The cross-entropy of each token given those before it in its window, in nats per token."""

    type: Literal["next_token"] = "next_token"
    label_smoothing: Probability = Field(
        0.0,
        description="Probability spread over the whole vocabulary, in training only (Szegedy et al. 2016); "
        "0 for none.",
    )
    z_loss: NonNegative = Field(
        0.0,
        description="Factor of log(Z)², where Z is the sum of exp(logits), in training only: it keeps "
        "logits from drifting. 1e-4 in PaLM (Chowdhery et al. 2022, section 5); 0 for none.",
    )
    ignore_index: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = Field(
        None,
        exclude_if=is_absent,
        examples=[0],
        description="A token that is no target, such as padding: where it is next, nothing is counted, in "
        "training and in evaluation. Later tokens still see it.",
    )
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
    reduced: ClassVar = True

    @property
    def by_text(self) -> bool:
        """See `GenerativeLoss.by_text`: every token of a text counts."""
        return self.ignore_index is None

    def unshown(self, facts: Facts) -> None:
        """Samples are text, or numbers of tokens."""

    def evaluated(self, source: Any, by_bytes: bool) -> Measured:
        """See `GenerativeLoss.evaluated`."""
        bits: Measured = {"bits_per_byte": "min"} if by_bytes else {}
        return {"loss": "min", **of_text(source), **bits}
