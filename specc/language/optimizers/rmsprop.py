"""`type: rmsprop`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate, NonNegative, Positive
from specc.language.optimizer import Penalty, Transform, alias, same


class RmsProp(Penalty):
    """Gradients over the root of the mean of their squares (Tieleman & Hinton 2012)."""

    type: Literal["rmsprop"] = "rmsprop"
    decay: DecayRate = Field(0.9, description="Decay rate of the mean of squared gradients.")
    eps: Positive = Field(1e-8, description="Added to the mean of squares, or to its root.")
    initial_scale: NonNegative = Field(0.0, description="Initial mean of squared gradients.")
    eps_in_sqrt: bool = Field(True, description="Add eps under the root, not to it.")
    centered: bool = Field(False, description="Divide by the standard deviation (Graves 2013).")
    momentum: DecayRate = Field(0.0, description="Decay rate of the accumulated update.")
    nesterov: bool = Field(False, description="Use Nesterov momentum.")
    bias_correction: bool = Field(False, description="Correct the mean of squares' start at 0.")

    usual_rate: ClassVar = "1e-3"
    largest_rate: ClassVar = 0.1
    normalizes: ClassVar = True
    moments: ClassVar = 1

    tunable: ClassVar = ("momentum", "weight_decay")
    transforms: ClassVar[tuple[Transform, ...]] = (
        Penalty.add_decay,
        Transform(
            "scale_by_rms",
            same("decay", "eps"),
            options=same("initial_scale", "eps_in_sqrt", "bias_correction"),
            unless="centered",
        ),
        Transform(
            "scale_by_stddev",
            same("decay", "eps"),
            options=same("initial_scale", "eps_in_sqrt", "bias_correction"),
            unless_zero="centered",
        ),
        Transform(
            "trace",
            (("decay", "momentum"),),
            options=same("nesterov"),
            unless_zero="momentum",
            stage="post_rate",
        ),
    )
    named: ClassVar = (
        alias(
            "rmsprop",
            "decay eps initial_scale eps_in_sqrt centered momentum nesterov bias_correction",
        ),
    )
