"""Schedules of numbers other than learning rates: weight decay, momentum, dropout, weights of losses.

They have no peak or warm-up: they go from a `start` to an `end`, which may be larger.
"""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from specc.document.diagnostics import Path
from specc.language.block import Block
from specc.language.family import NESTED, TARGET, Family
from specc.language.fields import DecayRate, Focus, NonNegative, Positive, Probability, Retention
from specc.language.quantities import SomeTime


class Change(Block):
    """A schedule of a number other than a learning rate."""

    type: str

    points: ClassVar[str | None] = None
    """The field with the times at which it changes, in ascending order."""

    @property
    def interpolates(self) -> bool:
        """Whether it goes gradually from one of its `points` to the next."""
        return False

    def numbers(self) -> Iterator[tuple[Path, float]]:
        """The values in the spec, each with its path."""
        raise NotImplementedError


class Ramp(Change):
    """A schedule from one value to another, constant afterwards."""

    start: float = Field(examples=[0.0], description="Value at the first step.")
    end: float = Field(examples=[0.1], description="Final value; it may be larger than `start`.")
    over: SomeTime | None = Field(
        None, description="Time to reach it; the length of the run if not given."
    )

    def numbers(self) -> Iterator[tuple[Path, float]]:
        """See `Change.numbers`."""
        yield ("start",), self.start
        yield ("end",), self.end


class Scheduled:
    """Annotation of a field: a number of its type, or a schedule of such numbers.

    Args:
        name: of the number in the trainer and its log, if the name of the field is ambiguous.
    """

    family = Family("specc.language.changes", "schedule")

    def __init__(self, name: str = ""):
        self.name = name

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Validates the number, or every number of the schedule."""

        def validate(value: object, number: core_schema.ValidatorFunctionWrapHandler) -> Any:
            if not isinstance(value, dict | Change):
                return number(value)
            change = self.family.validate(value)
            assert isinstance(change, Change)
            errors: list[Any] = []
            for path, part in change.numbers():
                try:
                    number(part)
                except ValidationError as error:
                    errors += [{**item, "loc": path} for item in error.errors()]
            if errors:
                package = self.family.package
                context = {"errors": errors, "model": type(change), "package": package}
                raise PydanticCustomError(NESTED, "nested", context)
            return change

        return core_schema.no_info_wrap_validator_function(
            validate,
            handler(source),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: value.model_dump(mode="json") if isinstance(value, Change) else value
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema of the number, or of a schedule."""
        number = handler(schema["schema"])
        return {"anyOf": [number, {TARGET: self.family}]}


ScheduledNonNegative = Annotated[NonNegative, Scheduled()]
ScheduledDecayRate = Annotated[DecayRate, Scheduled()]
ScheduledFocus = Annotated[Focus, Scheduled("focal_gamma")]
ScheduledDelta = Annotated[Positive, Scheduled("huber_delta")]
ScheduledProbability = Annotated[Probability, Scheduled()]
ScheduledRetention = Annotated[Retention, Scheduled("ema_decay")]
"""For type checkers they are numbers; use `as_change` and `highest` to read them."""


def quantity(block: type[Block], field: str) -> str:
    """The name of a scheduled number in the trainer and its log."""
    marks = (mark for mark in block.model_fields[field].metadata if isinstance(mark, Scheduled))
    return next((mark.name for mark in marks if mark.name), field)


def as_change(value: object) -> Change | None:
    """The schedule of a field; None if it is a number."""
    return value if isinstance(value, Change) else None


def values(value: Any, path: Path) -> Iterator[tuple[Path, float]]:
    """The number, or the values of the schedule, of a field at `path`, each with its path."""
    change = as_change(value)
    if change is None:
        yield path, float(value)
        return
    for keys, number in change.numbers():
        yield (*path, *keys), number


def highest(value: Any) -> float:
    """The largest value over the run."""
    change = as_change(value)
    return float(value) if change is None else max(part for _, part in change.numbers())


def lowest(value: Any) -> float:
    """The smallest value over the run."""
    change = as_change(value)
    return float(value) if change is None else min(part for _, part in change.numbers())
