"""The base class of tables."""

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.fields import is_absent
from specc.language.file import File
from specc.language.wording import counted

Name = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[Name, ...], Field(strict=False, min_length=1)]

Impute = Literal["mean", "median", "most_frequent", "category"]
"""What replaces a missing value."""

OF_NUMBERS = ("mean", "median", "most_frequent")
OF_TEXT = ("most_frequent", "category")
"""Those that a column of numbers can have, and a column of text."""


def _is_point(value: object) -> bool:
    return value == "."


class Table(Block):
    """A table, an example per row, columns by name."""

    path: File = Field(
        examples=["data/train.csv"],
        description="The file: a path, relative to the spec, or url and sha256.",
    )
    target: Name | Names | None = Field(
        None,
        exclude_if=is_absent,
        title="column, or list of columns",
        examples=["survived"],
        description="Target column, or several numeric ones; generative models need none.",
    )
    features: Names | None = Field(
        None,
        title="list of columns",
        examples=[["age", "sex", "fare"]],
        description="Input columns; all columns but the target if not given.",
    )
    drop: Names | None = Field(
        None,
        exclude_if=is_absent,
        title="list of columns",
        examples=[["id"]],
        description="Columns that are not features, where `features` are not listed.",
    )
    categorical: Names | None = Field(
        None,
        title="list of columns",
        examples=[["sex"]],
        description="Categorical columns, also if they look numeric: features are one-hot encoded, a "
        "target has one class per value. By default the columns that are not numeric.",
    )
    weight: Name | None = Field(
        None,
        exclude_if=is_absent,
        title="column",
        examples=["sample_weight"],
        description="Column of example weights, numbers of at least 0; it is not a feature.",
    )
    decimal: Literal[".", ","] = Field(
        ".", exclude_if=_is_point, description="Decimal mark of numbers that are stored as text."
    )
    missing: Annotated[tuple[Name, ...], Field(strict=False)] | None = Field(
        None,
        exclude_if=is_absent,
        title="list of texts",
        examples=[["?", "NA"]],
        description="Texts that stand for a missing value, besides the empty cell. By default those of "
        "pandas in a CSV file (NA, N/A, NaN, null, None, ...), and none in a Parquet file; [] for none.",
    )
    impute: Impute | Annotated[dict[Name, Impute], Field(min_length=1)] | None = Field(
        None,
        exclude_if=is_absent,
        title="mean, median, most_frequent or category, or one of them by column",
        examples=[{"age": "median", "sex": "category"}],
        description="What replaces missing values of features, for all columns or by column: mean or "
        "median (numbers), most_frequent, or category (text: a category of its own). Statistics are "
        "those of the training examples. Missing values are an error if not given.",
    )

    apart: ClassVar = frozenset({"drop"})
    """Fields that do not go with the others, so that no example has all of them."""

    data_files: ClassVar[tuple[str, ...]] = ("path",)
    """The options that name files, or folders."""

    names: ClassVar = ("a table", "columns")
    """What it is, and the fact with its names, which the trainer needs."""

    @property
    def targets(self) -> tuple[str, ...]:
        """The columns to predict."""
        return (self.target,) if isinstance(self.target, str) else self.target or ()

    @property
    def has_targets(self) -> bool:
        """Whether there is a column to predict."""
        return self.target is not None

    def imputes(self, name: str, *, text: bool) -> Impute | None:
        """What replaces a missing value of a feature; None if nothing does."""
        if isinstance(self.impute, Mapping):
            return self.impute.get(name)
        return self.impute if self.impute in (OF_TEXT if text else OF_NUMBERS) else None

    def misfit(self, facts: Facts) -> tuple[str, str] | None:
        """A fact that cannot be of this table, and why; None if all can."""
        columns, categories = facts.columns, facts.categories or {}
        if columns is None:
            return None
        inputs = len(columns) - len(categories) + facts.indicators
        if len(set(columns)) != len(columns):
            return "columns", "a column is repeated"
        if duplicates := set(columns) & set(self.targets):
            return "columns", f"{min(duplicates)!r} is the target"
        if self.weight in columns:
            return "columns", f"{self.weight!r} is the weight"
        if dropped := set(columns) & set(self.drop or ()):
            return "columns", f"{min(dropped)!r} is in `drop`"
        if self.features is not None and set(self.features) != set(columns):
            odd = min(set(self.features) ^ set(columns))
            return "columns", f"{odd!r} is not in both `features` and `columns`"
        if extra := set(categories) - set(columns):
            return "categories", f"{min(extra)!r} is not one of the columns"
        if any(len(set(values)) != len(values) for values in categories.values()):
            return "categories", "a value is repeated"
        if isinstance(self.impute, Mapping):
            if other := set(self.impute) - set(columns):
                return "columns", f"{min(other)!r} is in `impute` and not one of them"
            for name, how in self.impute.items():
                if how not in (OF_TEXT if name in categories else OF_NUMBERS):
                    kind = "text" if name in categories else "numbers"
                    return "columns", f"{name!r} has {kind}, which `impute: {how}` is not for"
        for name, values in categories.items():
            if "" in values and self.imputes(name, text=True) != "category":
                return "categories", f"{name!r} has missing values, and is not in `impute`"
        if facts.shape != (inputs,):
            return "shape", f"{list(facts.shape)}, but the columns make {counted(inputs, 'input')}"
        if facts.targets not in {None, len(self.targets)}:
            there = counted(len(self.targets), "target")
            return "targets", f"{facts.targets:,}, but the source has {there}"
        if facts.classes is not None and not isinstance(self.target, str):
            return "classes", f"{facts.classes:,} classes, but the source has a list of targets"
        return None

    @model_validator(mode="after")
    def _columns_go_together(self) -> Self:
        for field in ("targets", "features", "categorical", "drop", "missing"):
            names = getattr(self, field) or ()
            shown = "target" if field == "targets" else field
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise _wrong(f"{twice!r} is repeated in {shown}")
        features, target = self.features, self.target
        for name in self.targets:
            if name in (features or ()):
                raise _wrong(f"{name!r} is the target and cannot be a feature")
        for name in self.categorical or ():
            if name in self.targets and not isinstance(target, str):
                raise _wrong(f"{name!r} is one of several targets, which are numbers")
            if features is not None and name not in (*features, *self.targets):
                raise _wrong(f"{name!r} is categorical, but neither a feature nor the target")
        if self.weight in self.targets:
            raise _wrong(f"{self.weight!r} is the target and cannot be the weight")
        if self.weight in (*(features or ()), *(self.categorical or ())):
            raise _wrong(f"{self.weight!r} is the weight and cannot be a feature")
        self._check_drop()
        self._check_impute(self.impute if isinstance(self.impute, Mapping) else {})
        return self

    def _check_drop(self) -> None:
        if self.drop and self.features is not None:
            raise _wrong("`features` lists the columns to use, so there is nothing to `drop`")
        for name in self.drop or ():
            if name in self.targets:
                raise _wrong(f"{name!r} is the target and cannot be dropped")
            if name == self.weight:
                raise _wrong(f"{name!r} is the weight and cannot be dropped")
            if name in (self.categorical or ()):
                raise _wrong(f"{name!r} is in `categorical` and in `drop`")

    def _check_impute(self, columns: Mapping[str, Impute]) -> None:
        for name, how in columns.items():
            if name in self.targets or name == self.weight:
                what = "target" if name in self.targets else "weight"
                raise _wrong(f"{name!r} is the {what}; only missing values of features are imputed")
            if name in (self.drop or ()):
                raise _wrong(f"{name!r} is in `drop` and in `impute`")
            if self.features is not None and name not in self.features:
                raise _wrong(f"{name!r} is in `impute`, but not a feature")
            if name in (self.categorical or ()) and how not in OF_TEXT:
                raise _wrong(f"{name!r} is categorical; impute it by {_either(OF_TEXT)}")


def _either(values: Iterable[str]) -> str:
    return " or ".join(values)


def _wrong(text: str) -> PydanticCustomError:
    return PydanticCustomError("specc_table", "{text}", {"text": text})
