"""`type: masked_token`."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from specc.language.better import Measured
from specc.language.generative import GenerativeLoss

Share = Annotated[float, Field(ge=0, le=1)]


class MaskedToken(GenerativeLoss):
    """The cross-entropy of tokens that are hidden, given the others (Devlin et al. 2019, section 3.1).

    In each window some tokens are chosen, as many in each, and predicted in nats per token. Most of them are
    replaced by a special token, MASK, some by one drawn from all tokens, and the rest are shown as they are,
    because a trained model is used without MASK. They are chosen again at each step (Liu et al. 2019).
    Evaluation goes through consecutive windows, with the same tokens hidden every time.
    """

    type: Literal["masked_token"] = "masked_token"
    hidden: Annotated[float, Field(gt=0, le=1)] = Field(
        0.15, description="Fraction of the tokens of a window that are predicted."
    )
    mask: Share = Field(0.8, description="Fraction of these that are shown as MASK.")
    random: Share = Field(
        0.1,
        description="Fraction of these that are shown as a token drawn at random; the rest are shown as they "
        "are.",
    )

    networks: ClassVar = {"model": frozenset({"masked_token"})}
    reads: ClassVar = frozenset({"tokens"})
    conditional: ClassVar = False
    samples: ClassVar = False

    @model_validator(mode="after")
    def _shares_are_parts(self) -> Self:
        if self.mask + self.random > 1:
            text = f"mask and random are {self.mask:g} + {self.random:g} of the hidden tokens, more than all"
            raise PydanticCustomError("specc_masked_token", "{text}", {"text": text})
        return self

    def evaluated(self, _source: Any, _by_bytes: bool) -> Measured:
        """See `GenerativeLoss.evaluated`."""
        return {"loss": "min", "accuracy": "max"}
