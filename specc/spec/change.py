"""Numbers of a spec that can follow a schedule: weight decay, momentum, dropout, the weight of a loss.

Unlike learning rates they start anywhere and may rise, so their schedules go from a `start` to an `end`.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from specc.spec.block import Block
from specc.spec.diagnostics import Path
from specc.spec.family import NESTED, Family
from specc.spec.fields import DecayRate, Focus, NonNegative, Positive, Probability, Retention
from specc.spec.quantities import SomeTime


class Change(Block):
    """How a number that is no learning rate goes over the run."""

    type: str

    def numbers(self) -> Iterator[tuple[Path, float]]:
        """The numbers that it goes between, each with the keys that lead to it."""
        raise NotImplementedError


class Ramp(Change):
    """A schedule from one number to another, which then stays."""

    start: float = Field(description="The number at the first step.")
    end: float = Field(description="The number that it comes to; it may be the larger one.")
    over: SomeTime | None = Field(
        None, description="Time in which it gets there; the whole run if not given."
    )

    def numbers(self) -> Iterator[tuple[Path, float]]:
        """See `Change.numbers`."""
        yield ("start",), self.start
        yield ("end",), self.end


class Scheduled:
    """Marks a field, by `Annotated`, as a number of that type or a schedule of such numbers.

    Args:
        name: of the number in a trainer and its log, if the field's own does not say what it is of.
    """

    family = Family("specc.spec.changes", "schedule")

    def __init__(self, name: str = ""):
        self.name = name

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """The number's own schema; every number of a schedule has to pass it too."""

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
        """The number's own, or that of a schedule."""
        number = handler(schema["schema"])
        return {"anyOf": [number, self.family.__get_pydantic_json_schema__(schema, handler)]}


ScheduledNonNegative = Annotated[NonNegative, Scheduled()]
ScheduledDecayRate = Annotated[DecayRate, Scheduled()]
ScheduledFocus = Annotated[Focus, Scheduled("focal_gamma")]
ScheduledDelta = Annotated[Positive, Scheduled("huber_delta")]
ScheduledProbability = Annotated[Probability, Scheduled()]
ScheduledRetention = Annotated[Retention, Scheduled("ema_decay")]
"""Typed as the number that they mostly are; `as_change` and `highest` know better."""


def quantity(block: type[Block], field: str) -> str:
    """What a number that can follow a schedule is called in a trainer and its log."""
    marks = (mark for mark in block.model_fields[field].metadata if isinstance(mark, Scheduled))
    return next((mark.name for mark in marks if mark.name), field)


def as_change(value: object) -> Change | None:
    """The schedule that a field has; None if it is a number."""
    return value if isinstance(value, Change) else None


def values(value: Any, path: Path) -> Iterator[tuple[Path, float]]:
    """The numbers that a field at `path` takes, or goes between, each with its own path."""
    change = as_change(value)
    if change is None:
        yield path, float(value)
        return
    for keys, number in change.numbers():
        yield (*path, *keys), number


def highest(value: Any) -> float:
    """The largest number that a field takes over the run."""
    change = as_change(value)
    return float(value) if change is None else max(part for _, part in change.numbers())


def lowest(value: Any) -> float:
    """The smallest number that a field takes over the run."""
    change = as_change(value)
    return float(value) if change is None else min(part for _, part in change.numbers())
