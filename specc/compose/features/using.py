"""What those who use a trained model need beside `load` and `predict`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.loss import Supervised
from specc.ir.node import Node, Renderable
from specc.ir.program import Program
from specc.ir.table import Table

_TO_UNITS = {
    None: "data/statistics/to_units",
    "gaussian": "data/statistics/to_units_gaussian",
}


@dataclass(frozen=True, kw_only=True)
class ReadInputs(Node):
    """The function that reads a table that has no targets."""

    template: ClassVar[str] = "data/readers/read_inputs"
    numbers: Expr
    texts: Expr


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
    """If a run can be loaded, and its model predicts."""
    data, loss, source = program.data, program.losses[0], program.data.source
    if program.run.checkpoints is None or data.target is None:
        return
    if isinstance(source, Table):
        numbers, texts = source.input_columns
        yield ReadInputs(numbers=numbers, texts=texts, origin=source.origin)
    if data.target.statistics and isinstance(loss, Supervised):
        yield ToUnits(
            split=loss.output_split,
            shape=data.target.column.batch_shape,
            origin="task.standardize",
        )
