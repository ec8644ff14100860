"""`type: normalizing_flow`."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from specc.language.better import Measured
from specc.language.dequantization import AnyDequantization
from specc.language.generative import GenerativeLoss


class NormalizingFlow(GenerativeLoss):
    """Maximum likelihood of an invertible model: a normal density and a log-determinant (Dinh et al. 2015).

    The loss is the negative log-density in nats; of dequantized pixels it is a bound on that of their levels.
    """

    type: Literal["normalizing_flow"] = "normalizing_flow"
    dequantize: AnyDequantization | None = Field(
        None,
        examples=["uniform"],
        description="How pixels that are integers become continuous; null for inputs that are continuous.",
    )

    networks: ClassVar = {"model": frozenset({"transform", "invert"})}

    def evaluated(self, _source: Any, _by_bytes: bool) -> Measured:
        """See `GenerativeLoss.evaluated`."""
        return {"loss": "min", "bits_per_dim": "min"}
