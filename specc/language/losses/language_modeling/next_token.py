"""`type: next_token`."""

from typing import ClassVar, Literal

from specc.language.facts import Facts
from specc.language.generative import GenerativeLoss


class NextToken(GenerativeLoss):
    """The cross-entropy of each token given those before it in its window, in nats per token."""

    type: Literal["next_token"] = "next_token"

    networks: ClassVar = {"model": frozenset({"next_token"})}
    reads: ClassVar = frozenset({"tokens"})
    conditional: ClassVar = False
    samplers: ClassVar = ("autoregressive",)

    def unshown(self, facts: Facts) -> None:
        """Samples are text, or numbers of tokens."""
