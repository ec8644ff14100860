"""What a task lowers to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from specc.ir.data import Target
from specc.ir.decoder import Decoded
from specc.ir.expr import Expr
from specc.ir.loss import Loss
from specc.ir.sampler import Sampler


class LoweredTask(NamedTuple):
    """What is minimized, and what follows from it.

    Attributes:
        target: the target column, if there is one.
        losses: in the order of their updates.
        sampler: how samples are drawn, if they can be.
        counts: how often an update happens in a step, by its loss; once if it is not there.
        decoded: what a decoder gives, if the loss asks for one.
    """

    target: Target | None
    losses: tuple[Loss, ...]
    sampler: Sampler | None = None
    counts: Mapping[str, Expr | None] = {}
    decoded: Decoded | None = None

    @property
    def networks(self) -> tuple[str, ...]:
        """All networks, that which is evaluated first."""
        last = self.losses[-1].networks
        return tuple(dict.fromkeys((*last, *(n for loss in self.losses for n in loss.networks))))
