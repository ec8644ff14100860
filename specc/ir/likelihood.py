"""Likelihoods: distributions of an example, of the outputs of a decoder."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.decoder import Decoded
from specc.ir.expr import Pattern
from specc.ir.node import Renderable


@dataclass(frozen=True, kw_only=True)
class Likelihood:
    """The negative log-likelihood of each value.

    Attributes:
        nats: of `outputs` and the examples `x`.
        note: what has to be known of it, for the docstring of the loss.
        decoded: the outputs.
        definitions: functions that it calls.
    """

    nats: Pattern
    note: str
    decoded: Decoded
    definitions: tuple[Renderable, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DiscretizedLogisticFunction:
    """The function of that likelihood; `levels` is how many values a pixel can have."""

    folder: ClassVar[str] = "loss/generation/likelihoods/"
    template: ClassVar[str] = "discretized_logistic"
    levels: int
    origin: str
