"""Outputs of a trained model in the units of the data, for those who load it."""

from __future__ import annotations

from collections.abc import Iterator

from specc.fast_dataclasses import dataclass
from specc.ir.loss import Supervised
from specc.ir.node import Node, Renderable
from specc.ir.program import Program

_TO_UNITS = {
    None: "data/statistics/to_units",
    "gaussian": "data/statistics/to_units_gaussian",
}


@dataclass(frozen=True, kw_only=True)
class ToUnits(Node):
    """The function that undoes the scaling of targets, and takes outputs apart as the loss does.

    Attributes:
        split: what takes the outputs apart, if anything does.
        shape: of the targets of a batch.
    """

    split: str | None
    shape: str

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return _TO_UNITS[self.split]


def nodes(program: Program) -> Iterator[Renderable]:
    """If a run can be loaded, and its model predicts numbers that were scaled."""
    target, loss = program.data.target, program.losses[0]
    if program.run.checkpoints is None or target is None:
        return
    if target.statistics and isinstance(loss, Supervised):
        yield ToUnits(
            split=loss.output_split,
            shape=target.column.batch_shape,
            origin="task.standardize",
        )
