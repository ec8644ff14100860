"""Durations, shares and rows: `1000 steps`, `5 epochs`, `10%`, `1000-1349`.

They are kept as written and converted to steps in one place, `resolve.steps`, where the size of the data is
known.
"""

from __future__ import annotations

import decimal
import itertools
import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from specc.fast_dataclasses import dataclass

Unit = Literal["steps", "epochs", "examples", "tokens", "percent"]

_NUMBER = r"\d+(?:_\d+)*(?:\.\d+)?"
_SCALES = {"": 1, "k": 1_000, "M": 1_000_000, "B": 1_000_000_000}
_UNITS: dict[str, Unit] = {
    "%": "percent",
    "step": "steps",
    "epoch": "epochs",
    "example": "examples",
    "token": "tokens",
}
_LARGEST = 2**31 - 1  # steps are counted in int32


class _Written:
    """A value written as a string of a fixed form."""

    _title: ClassVar[str]
    _unit: ClassVar[str]
    _pattern: ClassVar[str]
    _examples: ClassVar[list[str]]

    @classmethod
    def parse(cls, value: object) -> Self:
        """Parses a value of a spec; raises PydanticCustomError."""
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Parsed from, and written as, a string."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls.parse(value),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A string with a pattern, for editors."""
        form = {"type": "string", "pattern": f"^{cls._pattern}$"}
        return {"title": cls._title, **form, "examples": cls._examples, "unit": cls._unit}


def _shown(number: float) -> str:
    return str(int(number)) if number.is_integer() else f"{decimal.Decimal(repr(number)):f}"


def as_fraction(percent: float) -> float:
    """Percent as a number from 0 to 1, rounded once: 57.5% is exactly what 0.575 is."""
    return float(decimal.Decimal(repr(percent)).scaleb(-2))


@dataclass(frozen=True)
class Percentage(_Written):
    """A percentage: `10%`."""

    percent: float

    _title: ClassVar[str] = "share (e.g. 15%)"
    _unit: ClassVar[str] = "%"
    _pattern: ClassVar[str] = rf"{_NUMBER}\s*%"
    _examples: ClassVar[list[str]] = ["15%"]

    @property
    def fraction(self) -> float:
        """The same as a number from 0 to 1."""
        return as_fraction(self.percent)

    def __str__(self) -> str:
        """As a spec writes it."""
        return f"{_shown(self.percent)}%"

    @classmethod
    def parse(cls, value: object) -> Self:
        """See `_Written.parse`."""
        if not isinstance(value, str) or not re.fullmatch(cls._pattern, value):
            raise PydanticCustomError("specc_quantity", "expected a percentage such as 10%")
        percent = float(value.rstrip("% ").replace("_", ""))
        if percent > 100:
            raise PydanticCustomError("specc_quantity", f"{value} is more than 100%")
        return cls(percent)


@dataclass(frozen=True)
class Duration(_Written):
    """A duration of training, in the unit in which it is written."""

    number: float
    unit: Unit

    _title: ClassVar[str] = "duration (e.g. 5 epochs)"
    _unit: ClassVar[str] = "steps, epochs, examples, tokens or %"
    _pattern: ClassVar[str] = rf"({_NUMBER})\s*([kMB]?)\s*(%|step|epoch|example|token)s?"
    _examples: ClassVar[list[str]] = ["1000 steps", "5 epochs", "10%", "2M examples", "1B tokens"]

    def __str__(self) -> str:
        """As a spec writes it."""
        if self.unit == "percent":
            return f"{_shown(self.number)}%"
        return f"{_shown(self.number)} {self.unit[:-1] if self.number == 1 else self.unit}"

    @classmethod
    def parse(cls, value: object) -> Self:
        """See `_Written.parse`."""
        match = re.fullmatch(cls._pattern, value) if isinstance(value, str) else None
        if match is None:
            message = "expected a duration such as 1000 steps, 5 epochs or 10%"
            raise PydanticCustomError("specc_quantity", message)
        digits, scale, unit = match.groups()
        duration = cls(
            float(decimal.Decimal(digits.replace("_", "")) * _SCALES[scale]), _UNITS[unit]
        )
        if unit == "%" and (scale or duration.number > 100):
            raise PydanticCustomError("specc_quantity", f"{value} is more than 100% of a run")
        if unit in ("step", "example", "token") and not duration.number.is_integer():
            raise PydanticCustomError(
                "specc_quantity", f"{value} is not an integer number of {unit}s"
            )
        if unit in ("step", "epoch") and duration.number > _LARGEST:
            message = f"{value} is more than {_LARGEST:,}, the largest int32"
            raise PydanticCustomError("specc_quantity", message)
        return duration


def _some(duration: Duration) -> Duration:
    if duration.number == 0:
        raise PydanticCustomError("specc_quantity", "expected a duration of more than 0")
    return duration


SomeTime = Annotated[Duration, AfterValidator(_some)]
"""A duration that is not zero."""


@dataclass(frozen=True)
class Rows(_Written):
    """Rows of a data source, counted from 0: a range such as `1000-1349`, both ends included, or several.

    Attributes:
        ranges: first and last row of each, in ascending order, without overlaps.
    """

    ranges: tuple[tuple[int, int], ...]

    _title: ClassVar[str] = "rows (e.g. 1000-1349)"
    _unit: ClassVar[str] = "rows"
    _pattern: ClassVar[str] = r"\d+(?:_\d+)*(?:\s*-\s*\d+(?:_\d+)*)?"
    _examples: ClassVar[list[str]] = ["1000-1349"]

    def __str__(self) -> str:
        """As a spec writes them, with commas between several ranges."""
        return ", ".join(f"{a}-{b}" if a < b else str(a) for a, b in self.ranges)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(last - first + 1 for first, last in self.ranges)

    @property
    def last(self) -> int:
        """The largest number."""
        return self.ranges[-1][1]

    def overlap(self, others: Self) -> Self | None:
        """The first rows that others have, too."""
        for a, b in self.ranges:
            for c, d in others.ranges:
                if (first := max(a, c)) <= (last := min(b, d)):
                    return type(self)(((first, last),))
        return None

    @classmethod
    def parse(cls, value: object) -> Self:
        """See `_Written.parse`; a list has a range in each place, and so has a text with commas."""
        parts = value if isinstance(value, list | tuple) else [value]
        if isinstance(value, str):
            parts = value.split(",")
        if not parts:
            raise PydanticCustomError("specc_quantity", "the list is empty: it has no rows")
        found = sorted(map(_range, parts))
        for (a, b), (c, d) in itertools.pairwise(found):
            if c <= b:
                both = cls(((c, min(b, d)),))
                message = (
                    f"rows {both} are in two of the ranges, {cls(((a, b),))} and {cls(((c, d),))}"
                )
                raise PydanticCustomError("specc_quantity", "{text}", {"text": message})
        return cls(tuple(found))

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A range, a row, or a list of them."""
        one = {"type": "string", "pattern": f"^\\s*{cls._pattern}(?:\\s*,\\s*{cls._pattern})*\\s*$"}
        row = {"type": "integer", "minimum": 0}
        several = {"type": "array", "items": {"anyOf": [one, row]}, "minItems": 1}
        described = {"title": cls._title, "examples": cls._examples, "unit": cls._unit}
        return {"anyOf": [one, row, several], **described}


def _range(value: object) -> tuple[int, int]:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not re.fullmatch(Rows._pattern, value.strip()):
        raise PydanticCustomError(
            "specc_quantity",
            "expected rows, counted from 0: a range such as 1000-1349, or a list of them",
        )
    first, *rest = (int(part.replace("_", "")) for part in value.split("-"))
    last = rest[0] if rest else first
    if last < first:
        message = f"{value} is empty: its last row is before the first"
        raise PydanticCustomError("specc_quantity", "{text}", {"text": message})
    if last > _LARGEST:
        message = f"{value} goes beyond {_LARGEST:,}, the largest int32"
        raise PydanticCustomError("specc_quantity", "{text}", {"text": message})
    return first, last
