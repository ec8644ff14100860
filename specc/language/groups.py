"""Parameter groups: settings for some parameters, selected by path."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from specc.language.block import Block
from specc.language.chain import Chained
from specc.language.change import as_change
from specc.language.family import Family, Part, by_type, member
from specc.language.fields import NonNegative, Positive
from specc.language.paths import Selection

REST = "rest"
"""The name of the parameters in no group."""

SHARED_FIELDS = ("learning_rate", "layer_decay", "groups", *Chained.model_fields)
"""Fields of an optimizer that apply to all parameters together."""


class _WithinGroup(Family):
    """An optimizer of a group, without learning rate and shared fields."""

    def validate(self, value: object) -> Block:
        """The block; the learning rate is that of the outer optimizer."""
        value = by_type(value)
        if isinstance(value, dict):
            for key in SHARED_FIELDS:
                if key in value:
                    text = f"`{key}` applies to all parameters and cannot be set for a group"
                    if key == "learning_rate":
                        text = (
                            "the rate of a group is the optimizer's, times learning_rate_multiplier"
                        )
                    raise PydanticCustomError("specc_group", "{text}", {"text": text})
            value = {**value, "learning_rate": 1.0}
        block = super().validate(value)
        for key in getattr(type(block), "rates", ()):
            if getattr(block, key) is not None:
                text = (
                    f"`{key}` cannot be set for a group: make its parameters a group of their own"
                )
                raise PydanticCustomError("specc_group", "{text}", {"text": text})
        for key in type(block).model_fields:
            if as_change(getattr(block, key)):
                text = f"`{key}` follows a schedule, which is not supported in a group"
                raise PydanticCustomError("specc_group", "{text}", {"text": text})
        return block

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """As for any family, serialized without the fields added here."""
        return core_schema.no_info_plain_validator_function(
            self.validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda block: block.model_dump(mode="json", exclude=set(SHARED_FIELDS))
            ),
        )

    def parts(self) -> dict[str, type[Block] | Part]:
        """Optimizers with a rate, without the fields that `validate` refuses."""
        found: dict[str, type[Block] | Part] = {}
        for name in self.names():
            block: Any = member(self.package, name)
            if "learning_rate" in block.model_fields:
                refused = {*SHARED_FIELDS, *getattr(block, "rates", ())}
                kept = tuple(key for key in block.model_fields if key not in refused)
                found[name] = Part(block, kept, "of_group")
        return found

    @property
    def variant(self) -> tuple[str, ...]:
        """See `Family.variant`."""
        return ("of_group",)

    def required(self, name: str) -> list[str]:
        """A group has the learning rate of the outer optimizer."""
        return [key for key in super().required(name) if key not in SHARED_FIELDS]


class Group(Selection):
    """Some parameters, and their settings."""

    name: str | None = Field(
        None,
        pattern="^[a-z][a-z0-9_]*$",
        max_length=30,
        title="name",
        examples=["head"],
        description="Name in the trainer; derived from the first pattern if not given.",
    )
    frozen: bool = Field(
        False,
        description="Do not train these parameters: no updates, no moments, not part of any norm.",
    )
    learning_rate_multiplier: Positive | None = Field(
        None, examples=[10.0], description="Factor of the learning rate."
    )
    weight_decay: NonNegative | None = Field(
        None,
        examples=[0.0],
        description="Weight decay, 0 for none; replaces that of the optimizer.",
    )
    optimizer: (
        Annotated[
            Any,
            _WithinGroup(
                "specc.language.optimizers", "optimizer", shorthand=by_type, usual="adamw"
            ),
        ]
        | None
    ) = Field(
        None,
        description="Another optimizer, with the schedule and clipping of the outer one.",
    )

    changes: ClassVar = ("frozen", "learning_rate_multiplier", "weight_decay", "optimizer")
    """The fields that change settings."""

    origin: ClassVar[str] = "optimizer.groups"
    """Where a spec has it."""

    @property
    def changed(self) -> tuple[str, ...]:
        """The ones that are set."""
        unset = [name for name in self.changes[1:] if getattr(self, name) is None]
        unset += [] if self.frozen else ["frozen"]
        return tuple(name for name in self.changes if name not in unset)


def labels(groups: Sequence[Group]) -> tuple[str, ...]:
    """The unique names of groups, given or derived from their first patterns."""
    found: list[str] = []
    given = {group.name for group in groups} | {REST}
    for group in groups:
        if group.name is not None:
            found.append(group.name)
            continue
        words = [word for part in group.matched[0].split("/") if (word := part.strip("*"))]
        name = re.sub(r"\W+", "_", "_".join(words)).lower().strip("_")[:25]
        name = name if name[:1].isalpha() else f"group_{name}".rstrip("_")
        used = given | set(found)
        number = 2
        unique = name
        while unique in used:
            unique, number = f"{name}_{number}", number + 1
        found.append(unique)
    return tuple(found)


def owner(groups: Sequence[Group], path: str) -> int | None:
    """The number of the first group that a parameter is in; None for the rest."""
    return next((number for number, group in enumerate(groups) if group.takes(path)), None)
