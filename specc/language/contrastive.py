"""The base class of losses that contrast examples with the ends of chains."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from specc.language.better import Measured
from specc.language.fields import NonNegative
from specc.language.generative import GenerativeLoss
from specc.language.langevin import LangevinDynamics


class Contrastive(LangevinDynamics, GenerativeLoss):
    """The difference of the energies of examples and of the ends of chains."""

    energy_regularization: NonNegative = Field(
        0.0,
        description="Weight of the squares of both energies, which keeps them near 0 (Du and Mordatch "
        "2019); 0 for none.",
    )

    networks: ClassVar = {"model": frozenset({"assign energies"})}
    samplers: ClassVar = ("langevin",)
    measures_progress: ClassVar = False

    @property
    def sampler_defaults(self) -> Mapping[str, Any]:
        """Those of its own chains, but for their length."""
        return {name: getattr(self, name) for name in ("step_size", "noise", "gradient_clip")}

    def evaluated(self, _source: Any, _by_bytes: bool) -> Measured:
        """See `GenerativeLoss.evaluated`."""
        return {"loss": None, "energy": None, "negative_energy": None}
