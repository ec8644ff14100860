"""The dtypes of a step."""

from __future__ import annotations

from specc.ir.data import Data
from specc.ir.expr import Expr, Symbol
from specc.ir.settings import Field
from specc.ir.step import LossScale, Precision
from specc.language.precision import Precision as SpecBlock
from specc.language.reduced_precision import LossScale as SpecLossScale
from specc.language.reduced_precision import Reduced
from specc.lower.settings import AT_LEAST_ONE, POSITIVE, Settings

_ORIGIN = "precision"


def lower_precision(spec: SpecBlock, settings: Settings, data: Data) -> Precision | None:
    """The casts that a precision takes; None for float32, which takes none."""
    if not isinstance(spec, Reduced):
        return None
    params = getattr(spec, "params", "float32")
    accumulation = getattr(spec, "accumulation", params)
    output = _dtype("float32") if spec.output == "float32" else None
    return Precision(
        params=None if params == "float32" else _dtype(params),
        compute=None if params == spec.type else _dtype(spec.type),
        inputs=_dtype(spec.type) if data.casts_inputs else None,
        output=None if data.casts_logits else output,
        loss=output if data.casts_logits else None,
        accumulation=None if accumulation == params else _dtype(accumulation),
        loss_scale=_scale(spec.loss_scale, settings) if spec.loss_scale else None,
        origin=_ORIGIN,
    )


def _dtype(name: str) -> Symbol:
    return Symbol("jax.numpy", name)


def _scale(spec: SpecLossScale, settings: Settings) -> LossScale:
    first: Expr = settings.add(
        Field(
            "loss_scale",
            "float",
            float(spec.initial),
            "factor of the loss at first; an overflow halves it",
            "learning",
            POSITIVE,
            f"{_ORIGIN}.loss_scale.initial",
        )
    )
    period: Expr = settings.add(
        Field(
            "loss_scale_period",
            "int",
            spec.period,
            "steps without an overflow before it doubles",
            "learning",
            AT_LEAST_ONE,
            f"{_ORIGIN}.loss_scale.period",
        )
    )
    return LossScale(first, period, f"{_ORIGIN}.loss_scale")
