"""The base classes of likelihoods: distributions of an example, of which a decoder gives the parameters."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.family import Family, by_type
from specc.language.fields import Positive


class Likelihood(Block):
    """A distribution of an example given its latents; the values of an example are independent."""

    type: str

    needs_levels: ClassVar[bool] = False
    """Whether values have to be integers before they are scaled to [0, 1]."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Paths of the parameters that it adds to the model."""
        return ()


class Scaled(Likelihood):
    """A density around the output of the decoder, with one scale for all values."""

    scale: Positive | Literal["learned"] = Field(
        "learned",
        examples=[0.1],
        description="Scale of the distribution, for inputs in [0, 1]: a number, or one that is learned "
        "with the weights (Rybkin et al. 2021).",
    )

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Likelihood.parameters`."""
        return ("log_scale",) if self.scale == "learned" else ()


AnyLikelihood = Annotated[
    Any, Family("specc.language.likelihoods", "likelihood", shorthand=by_type, terse=True)
]
"""The likelihoods that a spec can name, a file each; see `specc.language.family`."""
