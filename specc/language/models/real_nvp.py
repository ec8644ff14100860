"""`type: real_nvp`."""

from typing import Literal

from specc.language.flow import CouplingFlow


class RealNvp(CouplingFlow):
    """RealNVP (Dinh et al. 2017): affine couplings, whose networks are multilayer perceptrons."""

    type: Literal["real_nvp"] = "real_nvp"

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        bounds = tuple(f"couplings/{number}/bound" for number in range(self.couplings))
        return (*super().parameters, *bounds)
