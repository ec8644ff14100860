"""Tables, whatever the file."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, ListExpr, Literal, Name
from specc.ir.pattern import pattern
from specc.ir.source import Source


@dataclass(frozen=True)
class Table(Source):
    """A file, and what its columns are.

    Attributes:
        format: the template of what reads it.
        delimiter: between two cells, unless it is a comma or cells are no text.
        swapped: whether numbers have a decimal comma.
        missing: the texts that stand for missing values, unless they are those of pandas.
        imputed: columns of inputs in which values may be missing.
        own_category: those of them in which that is a category of its own.
        numbers: the columns of inputs that are numbers; they come first.
        categories: the other columns of inputs, each with its values, one input each.
        target: the column to predict; None if there are several.
        targets: the columns to predict, if any are.
        weight: the column of weights, if there is one.
        split: the column that is neither, and says which rows are held out.
    """

    writer: ClassVar[str] = "table"
    numbers_labels: ClassVar[bool] = True
    path: Expr
    format: str
    delimiter: str | None
    swapped: bool
    missing: tuple[str, ...] | None
    imputed: tuple[str, ...]
    own_category: tuple[str, ...]
    numbers: tuple[str, ...]
    categories: tuple[tuple[str, tuple[str, ...]], ...]
    target: str | None
    targets: tuple[str, ...]
    weight: str | None
    split: str | None

    @property
    def text_gaps(self) -> bool:
        """Whether values of text may be missing, until the most frequent one replaces them."""
        texts = {name for name, _ in self.categories}
        return bool(texts.intersection(self.imputed).difference(self.own_category))

    @property
    def inputs(self) -> Expr:
        """The inputs of all rows, from the `table`."""
        numbers = pattern("table[NUMBERS].to_numpy(float)")
        if not self.categories:
            return numbers
        parts = "[table[NUMBERS], *one_hot]" if self.numbers else "one_hot"
        return pattern(f"np.hstack({parts})")

    @property
    def input_columns(self) -> tuple[Expr, Expr]:
        """The columns of inputs: those that hold numbers, and those that hold names."""
        numbers = Name("NUMBERS") if self.numbers else ListExpr(())
        return numbers, _listed(["*CATEGORIES"] if self.categories else [])

    @property
    def imputed_columns(self) -> Expr | None:
        """The columns of inputs in which values may be missing."""
        numbers, texts = list(self.numbers), [name for name, _ in self.categories]
        if not self.imputed:
            return None
        if numbers and [*self.imputed] == numbers:
            return Name("NUMBERS")
        if [*self.imputed] == [*numbers, *texts]:
            return ListExpr((*([Name("*NUMBERS")] if numbers else []), Name("*CATEGORIES")))
        return ListExpr(tuple(map(Literal, self.imputed)))

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
        if self.targets and not self.class_names:
            found.append("*TARGETS" if self.target is None else "TARGET")
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
