"""Tables, whatever the file."""

from __future__ import annotations

import dataclasses

from specc.ir.data import Source
from specc.ir.expr import Expr, Listed, Local
from specc.lower.around import Around
from specc.spec.file import name_of
from specc.spec.splits.column import Column
from specc.spec.table import Table as Written


@dataclasses.dataclass(frozen=True, slots=True)
class Table(Source):
    """A file, and what its columns are.

    Attributes:
        format: the template of what reads it, in `files/table/`.
        delimiter: between two cells, unless it is a comma or cells are no text.
        typed: whether cells have types of their own, so that names need not be text.
        numbers: the columns of inputs that are numbers; they come first.
        categories: the other columns of inputs, each with its values, one input each.
        target: the column to predict; None if there are several.
        targets: the columns to predict.
        class_names: the values of the target, if they are names.
        weight: the column of weights, if there is one.
        split: the column that is neither, and says which rows are held out.
    """

    path: Expr
    format: str
    delimiter: str | None
    typed: bool
    numbers: tuple[str, ...]
    categories: tuple[tuple[str, tuple[str, ...]], ...]
    target: str | None
    targets: tuple[str, ...]
    class_names: tuple[str, ...] | None
    weight: str | None
    split: str | None

    @property
    def target_constant(self) -> Local:
        """What the column to predict, or the list of them, is called."""
        return Local("TARGETS" if self.target is None else "TARGET")

    @property
    def columns(self) -> Expr | None:
        """The columns that are read."""
        inputs = self._inputs(numbers=True, categories=True)
        return _joined(inputs, self._targets + self._weight + self._split)

    @property
    def texts(self) -> Expr | None:
        """Those that hold names."""
        return _joined(self._inputs(categories=True), self._named + self._split)

    @property
    def only_text(self) -> Local | None:
        """The column that holds names, if it is the only one and has a constant of its own."""
        found = self._named + self._split
        return found[0] if len(found) == 1 and not self.categories else None

    @property
    def encoded(self) -> bool:
        """Whether any names become numbers."""
        return bool(self.categories or self.class_names)

    @property
    def numeric(self) -> Expr | None:
        """Those that hold numbers."""
        targets = () if self.class_names else self._targets
        return _joined(self._inputs(numbers=True), targets + self._weight)

    @property
    def _targets(self) -> tuple[Local, ...]:
        return (Local("*TARGETS" if self.target is None else "TARGET"),)

    @property
    def _named(self) -> tuple[Local, ...]:
        return self._targets if self.class_names else ()

    @property
    def _weight(self) -> tuple[Local, ...]:
        return () if self.weight is None else (Local("WEIGHT"),)

    @property
    def _split(self) -> tuple[Local, ...]:
        return () if self.split is None else (Local("SPLIT"),)

    def _inputs(self, *, numbers: bool = False, categories: bool = False) -> tuple[Local, ...]:
        found = [Local("*NUMBERS")] if numbers and self.numbers else []
        return (*found, *([Local("*CATEGORIES")] if categories and self.categories else []))


def _joined(inputs: tuple[Local, ...], targets: tuple[Local, ...]) -> Expr | None:
    """Several lists in one; one list is itself; None if there is nothing in it."""
    if len(inputs) == 1 and not targets:
        return Local(inputs[0].name.removeprefix("*"))
    return Listed((*inputs, *targets)) if inputs or targets else None


def lower_table(
    written: Written, around: Around, *, doc: str, delimiter: str | None = None, typed: bool = False
) -> Table:
    """The file is a setting, so that a copy elsewhere will do; the columns are as in the facts."""
    facts = around.facts
    assert facts.columns is not None, "a rule has seen to it"
    categories = facts.categories or {}
    split = around.split
    path = around.file("data", written.path, doc, "data.source.path")
    return Table(
        template="table",
        noun=f"the examples of {name_of(written.path)}",
        settings=(path,),
        origin="data.source",
        readers=("table",),
        path=path,
        format=type(written).__module__.rpartition(".")[2],
        delimiter=delimiter,
        typed=typed,
        numbers=tuple(name for name in facts.columns if name not in categories),
        categories=tuple((n, categories[n]) for n in facts.columns if n in categories),
        target=written.target if isinstance(written.target, str) else None,
        targets=written.targets,
        class_names=facts.class_names,
        weight=written.weight,
        weighted=written.weight is not None,
        split=split.column if isinstance(split, Column) else None,
    )
