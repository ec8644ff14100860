"""RealNVP."""

from __future__ import annotations

import math

from specc.ir.data import Data
from specc.ir.flow import AffineCoupling, Flow
from specc.language.models.real_nvp import RealNvp
from specc.lower.condition import condition_of
from specc.lower.flow import coupling_flow, hidden_of, summary
from specc.lower.settings import Settings


def lower(spec: RealNvp, data: Data, settings: Settings) -> Flow:
    """Affine couplings: each network gives a scale and a shift for each number."""
    size, hidden = math.prod(data.input.shape), hidden_of(spec, settings)
    return coupling_flow(
        spec,
        data,
        settings,
        AffineCoupling(size=size, hidden=hidden, given_class=condition_of(spec, data)),
        2,
        class_name="RealNVP",
        summary=summary("RealNVP (Dinh et al. 2017), of affine couplings", data),
        words="RealNVP",
    )
