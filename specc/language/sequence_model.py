"""The base class of models of sequences: of tokens, or of series of measurements."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.fields import is_absent
from specc.language.model import Model


class SequenceModel(Model):
    """A model of tokens, (time,), or of series, (time, channels), which it reads in the order of time.

    A model of tokens gives logits of the next one at each time; one of series gives the outputs of its task
    once, after the whole series.
    """

    ordered: ClassVar = True

    context: Annotated[int, Field(ge=1, le=2**24)] | None = Field(
        None,
        exclude_if=is_absent,
        examples=[64],
        description="For tokens, which need it: length of a window, the most tokens from which the next one "
        "is predicted.",
    )
    tie_embeddings: bool | None = Field(
        None,
        exclude_if=is_absent,
        description="For tokens: use their embedding as the output layer, too (Press and Wolf 2017); true "
        "unless given.",
    )
    pool: Literal["last", "mean"] | None = Field(
        None,
        exclude_if=is_absent,
        description="For series: what the outputs are read from, the last time or the mean over time; last "
        "unless given.",
    )

    provides: ClassVar = frozenset({"predict", "next_token"})
    inputs: ClassVar = "series"

    of_tokens: ClassVar[tuple[str, ...]] = ("context", "tie_embeddings")
    """Fields that only a model of tokens has."""

    of_series: ClassVar[tuple[str, ...]] = ("pool",)
    """Fields that only a model of series has."""

    @property
    def tied(self) -> bool:
        """Whether the output is the token embedding."""
        return self.tie_embeddings is not False

    @property
    def output_parameters(self) -> tuple[str, ...]:
        """Paths of the parameters of the output layer, if it has one."""
        tied = self.context is not None and self.tied
        return () if tied else ("output/kernel", "output/bias")

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return ("tokens/**", "output/**")
