"""Parameter groups: parameters, by their paths, that are trained otherwise than the rest."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from specc.spec.block import Block
from specc.spec.chain import Chained
from specc.spec.change import as_change
from specc.spec.family import Family, by_type, members
from specc.spec.fields import NonNegative, Positive
from specc.spec.paths import Selection

REST = "rest"
"""What parameters of no group are called."""

SHARED_FIELDS = ("learning_rate", "layer_decay", "groups", *Chained.model_fields)
"""Fields of an optimizer that are about all parameters together."""


class _WithinGroup(Family):
    """An optimizer without its learning rate and without what is about all parameters."""

    def validate(self, value: object) -> Block:
        """The block; the whole optimizer's learning rate is its own."""
        value = by_type(value)
        if isinstance(value, dict):
            for key in SHARED_FIELDS:
                if key in value:
                    text = f"`{key}` is of the whole optimizer and cannot be another for a group"
                    if key == "learning_rate":
                        text = (
                            "the rate of a group is the optimizer's, times learning_rate_multiplier"
                        )
                    raise PydanticCustomError("specc_group", "{text}", {"text": text})
            value = {**value, "learning_rate": 1.0}
        block = super().validate(value)
        for key in type(block).model_fields:
            if as_change(getattr(block, key)):
                text = f"`{key}` follows a schedule, which only numbers of the whole optimizer can"
                raise PydanticCustomError("specc_group", "{text}", {"text": text})
        return block

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """As of any family, written out without what it was given here."""
        return core_schema.no_info_plain_validator_function(
            self.validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda block: block.model_dump(mode="json", exclude=set(SHARED_FIELDS))
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The types; each has the keys that it has as the whole optimizer."""
        names = {"enum": sorted(members(self.package))}
        block = {"type": "object", "properties": {"type": names}, "required": ["type"]}
        return {"anyOf": [names, block]}


class Group(Selection):
    """Some parameters, and what is otherwise for them."""

    name: str | None = Field(
        None,
        pattern="^[a-z][a-z0-9_]*$",
        max_length=30,
        description="What the trainer calls it; unless given, after its first pattern.",
    )
    frozen: bool = Field(
        False, description="They stay as they are: no updates, no moments, no part in any norm."
    )
    learning_rate_multiplier: Positive | None = Field(
        None, description="What the learning rate is multiplied by for them."
    )
    weight_decay: NonNegative | None = Field(
        None, description="Their weight decay, 0 for none, in place of the optimizer's."
    )
    optimizer: Annotated[Any, _WithinGroup("specc.spec.optimizers", "optimizer")] | None = Field(
        None,
        description="The optimizer that they have instead, with the schedule and the clipping of the whole.",
    )

    changes: ClassVar = ("frozen", "learning_rate_multiplier", "weight_decay", "optimizer")
    """The fields that make it other than the rest."""

    @property
    def changed(self) -> tuple[str, ...]:
        """Those of them that it sets."""
        unset = [name for name in self.changes[1:] if getattr(self, name) is None]
        unset += [] if self.frozen else ["frozen"]
        return tuple(name for name in self.changes if name not in unset)


def labels(groups: Sequence[Group]) -> tuple[str, ...]:
    """What groups are called, each by its own name or after the first pattern, no two alike."""
    found: list[str] = []
    given = {group.name for group in groups} | {REST}
    for group in groups:
        if group.name is not None:
            found.append(group.name)
            continue
        words = [word for part in group.matched[0].split("/") if (word := part.strip("*"))]
        name = re.sub(r"\W+", "_", "_".join(words)).lower().strip("_")[:25]
        name = name if name[:1].isalpha() else f"group_{name}".rstrip("_")
        taken = given | set(found)
        number = 2
        unique = name
        while unique in taken:
            unique, number = f"{name}_{number}", number + 1
        found.append(unique)
    return tuple(found)


def owner(groups: Sequence[Group], path: str) -> int | None:
    """The number of the first group that a parameter is in; None for the rest."""
    return next((number for number, group in enumerate(groups) if group.takes(path)), None)
