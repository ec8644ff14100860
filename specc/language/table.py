"""The base class of tables."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from specc.language.block import Block
from specc.language.fields import is_absent
from specc.language.file import File

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

    names: ClassVar = ("a table", "columns")
    """What it is, and the fact with its names, which the trainer needs."""

    @property
    def targets(self) -> tuple[str, ...]:
        """The columns to predict."""
        return (self.target,) if isinstance(self.target, str) else self.target

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
