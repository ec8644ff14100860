"""`type: maf`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.flow import Flow


class Maf(Flow):
    """A masked autoregressive flow (Papamakarios et al. 2017): each number is scaled by those before it.

    The order is reversed from block to block. A density takes one pass through the networks, a sample as many
    as it has numbers.
    """

    type: Literal["maf"] = "maf"
    blocks: Annotated[int, Field(ge=1, le=1_000)] = Field(
        5, description="Number of autoregressive layers, each a network with masks (MADE)."
    )

    @property
    def levels(self) -> int:
        """See `Model.levels`."""
        return self.blocks * (len(self.hidden) + 1) - 1

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`: the outputs of the networks."""
        return ("blocks/*/output/**",)

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        blocks = [f"blocks/{number}" for number in range(self.blocks)]
        return (*self.layers_within(*blocks), *(f"{block}/bound" for block in blocks))
