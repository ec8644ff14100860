"""Blocks that are imported when a spec has them.

Creating a pydantic class takes a millisecond or more, and most specs have few of the optional blocks. So a
field of a block can name it instead:

    if TYPE_CHECKING:
        from specc.language.lora import Lora
    else:
        Lora = on_demand("specc.language.lora", "Lora")
"""

import functools
import importlib
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, PydanticKnownError, core_schema

from specc.language.block import Block
from specc.language.family import NESTED, TARGET


class OnDemand:
    """Annotation of a field: a block, by its module and name."""

    def __init__(self, module: str, name: str):
        self.module = module
        self.name = name

    @functools.cached_property
    def block(self) -> type[Block]:
        """The block itself, imported."""
        found: type[Block] = getattr(importlib.import_module(self.module), self.name)
        return found

    def validate(self, value: object) -> Block:
        """The typed block, or one error that contains all of its errors."""
        if isinstance(value, Block):
            return value
        if not isinstance(value, dict):
            raise PydanticKnownError("model_type", {"class_name": self.name})
        try:
            return self.block.model_validate(value)
        except ValidationError as error:
            context = {"errors": error.errors(), "model": self.block, "package": None}
            raise PydanticCustomError(NESTED, "nested", context) from None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """A plain call of `validate`; blocks are written out by their own serializers."""
        return core_schema.no_info_plain_validator_function(self.validate)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A reference to the block, which `specc.language.json_schema` names."""
        return {TARGET: self.block}


def on_demand(module: str, name: str) -> Any:
    """The type of a field that has a block of another module, which is not imported for it."""
    return Annotated[Any, OnDemand(module, name)]


def demanded(metadata: Sequence[Any]) -> type[Block] | None:
    """The block that annotations name, if any."""
    return next((part.block for part in metadata if isinstance(part, OnDemand)), None)
