"""`type: vqvae`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.fields import Retention, Width, is_absent
from specc.language.model import Model, of_layer
from specc.language.models.mlp import Activation


class Vqvae(Model):
    """An autoencoder whose codes are vectors of a codebook, of two multilayer perceptrons."""

    type: Literal["vqvae"] = "vqvae"
    hidden: Annotated[tuple[Width, ...], Field(strict=False, max_length=256)] = Field(
        examples=[[256]],
        description="Widths of the encoder's hidden layers; the decoder has them in reverse.",
    )
    positions: Width = Field(examples=[16], description="Vectors that stand for an example.")
    codes: Annotated[int, Field(ge=2, le=1_000_000)] = Field(
        examples=[64], description="Vectors in the codebook."
    )
    width: Width = Field(examples=[8], description="Dimension of a vector.")
    codebook_decay: Retention | None = Field(
        None,
        exclude_if=is_absent,
        examples=[0.99],
        description="Decay of moving averages of encoder outputs, which then are the codebook (van den "
        "Oord et al. 2017, appendix A.1). If not given, gradients train it.",
    )
    activation: Activation = Field("gelu", description="flax.nnx's function of that name.")

    provides: ClassVar = frozenset({"quantize"})

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        layers = range(len(self.hidden) + 1)
        parts = [f"{part}/layers/{number}" for part in ("decoder", "encoder") for number in layers]
        codebook = () if self.keeps_statistics else ("codebook/vectors",)
        return (*codebook, *(path for part in parts for path in of_layer(part)))

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return ("codebook/**", f"decoder/layers/{len(self.hidden)}/**")

    @property
    def levels(self) -> int:
        """See `Model.levels`."""
        return 2 * len(self.hidden) + 1

    @property
    def keeps_statistics(self) -> bool:
        """See `Model.keeps_statistics`."""
        return self.codebook_decay is not None
