"""The base class of tables."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from specc.language.block import Block
from specc.language.facts import Facts
from specc.language.fields import is_absent
from specc.language.file import File
from specc.language.wording import counted

Name = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[Name, ...], Field(strict=False, min_length=1)]


class Table(Block):
    """A table, an example per row, columns by name."""

    path: File = Field(description="The file: a path, relative to the spec, or url and sha256.")
    target: Name | Names = Field(description="Target column, or several numeric ones.")
    features: Names | None = Field(
        None, description="Input columns; all columns but the target if not given."
    )
    categorical: Names | None = Field(
        None,
        description="Categorical columns, also if they look numeric: features are one-hot encoded, a "
        "target has one class per value. By default the columns that are not numeric.",
    )
    weight: Name | None = Field(
        None,
        exclude_if=is_absent,
        description="Column of example weights, numbers of at least 0; it is not a feature.",
    )

    files: ClassVar[tuple[str, ...]] = ("path",)
    """The options that name files, or folders."""

    names: ClassVar = ("a table", "columns")
    """What it is, and the fact with its names, which the trainer needs."""

    @property
    def targets(self) -> tuple[str, ...]:
        """The columns to predict."""
        return (self.target,) if isinstance(self.target, str) else self.target

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
        if self.features is not None and set(self.features) != set(columns):
            odd = min(set(self.features) ^ set(columns))
            return "columns", f"{odd!r} is not in both `features` and `columns`"
        if extra := set(categories) - set(columns):
            return "categories", f"{min(extra)!r} is not one of the columns"
        if any(len(set(values)) != len(values) for values in categories.values()):
            return "categories", "a value is repeated"
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
        for field in ("targets", "features", "categorical"):
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
        return self


def _wrong(text: str) -> PydanticCustomError:
    return PydanticCustomError("specc_table", "{text}", {"text": text})
