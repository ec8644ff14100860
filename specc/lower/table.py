"""Tables, whatever the file."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Source
from specc.ir.expr import Expr, ListExpr, Name
from specc.ir.pattern import pattern
from specc.language.file import name_of
from specc.language.splits.column import Column
from specc.language.table import Table as SpecBlock
from specc.lower.source_context import SourceContext


@dataclass(frozen=True)
class Table(Source):
    """A file, and what its columns are.

    Attributes:
        format: the template of what reads it.
        delimiter: between two cells, unless it is a comma or cells are no text.
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
    numbers: tuple[str, ...]
    categories: tuple[tuple[str, tuple[str, ...]], ...]
    target: str | None
    targets: tuple[str, ...]
    class_names: tuple[str, ...] | None
    weight: str | None
    split: str | None

    @property
    def inputs(self) -> Expr:
        """The inputs of all rows, from the `table`."""
        numbers = pattern("table[NUMBERS].to_numpy(float)")
        if not self.categories:
            return numbers
        parts = "[table[NUMBERS], *one_hot]" if self.numbers else "one_hot"
        return pattern(f"np.hstack({parts})")

    @property
    def labels(self) -> Expr:
        """What is to be predicted."""
        if self.target is None:
            return pattern("table[TARGETS].to_numpy()")
        if self.class_names:
            return pattern("encode(table[TARGET], CLASSES)")
        column = "[TARGET]" if self.names[1] == "target" else "TARGET"
        return pattern(f"table[{column}].to_numpy()")

    @property
    def numeric(self) -> Expr:
        """The columns that hold numbers."""
        found = ["*NUMBERS"] if self.numbers else []
        found += [] if self.class_names else ["*TARGETS" if self.target is None else "TARGET"]
        return _listed([*found, *(["WEIGHT"] if self.weight is not None else [])])

    @property
    def texts(self) -> Expr:
        """Those that hold names."""
        found = ["*CATEGORIES"] if self.categories else []
        found += ["TARGET"] if self.class_names else []
        return _listed([*found, *(["SPLIT"] if self.split is not None else [])])


def _listed(names: list[str]) -> Expr:
    """Several lists in one; one list of numbers is itself."""
    return Name("NUMBERS") if names == ["*NUMBERS"] else ListExpr(tuple(map(Name, names)))


def lower_table(
    spec: SpecBlock, context: SourceContext, *, doc: str, delimiter: str | None = None
) -> Table:
    """The file is a setting, so that a copy elsewhere will do; the columns are as in the facts."""
    facts = context.facts
    assert facts.columns is not None, "a rule has seen to it"
    categories = facts.categories or {}
    split = context.split
    path = context.file("data", spec.path, doc, "data.source.path")
    return Table(
        template="table",
        noun_phrase=f"the examples of {name_of(spec.path)}",
        has_batch_shape=True,
        origin="data.source",
        path=path,
        format=type(spec).__module__.rpartition(".")[2],
        delimiter=delimiter,
        numbers=tuple(name for name in facts.columns if name not in categories),
        categories=tuple((n, categories[n]) for n in facts.columns if n in categories),
        target=spec.target if isinstance(spec.target, str) else None,
        targets=spec.targets,
        class_names=facts.class_names,
        weight=spec.weight,
        has_weights=spec.weight is not None,
        split=split.column if isinstance(split, Column) else None,
    )
