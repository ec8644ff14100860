"""`type: persistent_contrastive_divergence`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.language.better import Measured
from specc.language.contrastive import Contrastive
from specc.language.fields import Examples


class PersistentContrastiveDivergence(Contrastive):
    """Persistent contrastive divergence (Tieleman 2008): chains continue where an earlier step left them.

    Their ends are a buffer in the state of the run. A step continues as many of them as its batch has
    examples, and restarts some from noise (Du and Mordatch 2019). No gradient flows through the chains.
    """

    type: Literal["persistent_contrastive_divergence"] = "persistent_contrastive_divergence"
    buffer_size: Annotated[Examples, Field(le=10_000_000)] = Field(
        10_000,
        description="Number of chains, at least those of a batch; with `condition: class`, of each class.",
    )
    reinitialized: Annotated[float, Field(ge=0, le=1)] = Field(
        0.05, description="Share of the chains of a step that restart from noise."
    )

    carries: ClassVar = "the buffer of its chains"

    def evaluated(self, _source: Any, _by_bytes: bool) -> Measured:
        """See `GenerativeLoss.evaluated`."""
        return {"energy": None, "negative_energy": None, "energy_distance": "min"}
