"""Families: the alternatives of `type:`, a file each in a package.

The package is the registry: `type: adamw` is the class in `optimizers/adamw.py`, so adding one means adding a
file. Only the files that a spec names are imported, which keeps `specc check` fast.
"""

from __future__ import annotations

import functools
import importlib
import os
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from specc.language.block import Block

NESTED = "specc_nested"
"""Type of the error that carries those of the chosen class, under `ctx["errors"]`."""

UNKNOWN_TYPE = "specc_unknown_type"
"""Type of the error for a `type` that the family lacks; `ctx` has `given`, `names` and `family`."""


@functools.cache
def members(package: str) -> dict[str, str]:
    """The names that `type:` can take in a family, each with the module that defines it."""
    [folder] = importlib.import_module(package).__path__
    files = sorted(entry.name for entry in os.scandir(folder))
    stems = [name[:-3] for name in files if name.endswith(".py") and not name.startswith("_")]
    return {stem: f"{package}.{stem}" for stem in stems}


@functools.cache
def member(package: str, name: str) -> type[Block]:
    """The class of a family that `type: name` stands for."""
    module = importlib.import_module(members(package)[name])
    for value in vars(module).values():
        if (
            isinstance(value, type)
            and issubclass(value, Block)
            and value.__module__ == module.__name__
        ):
            field = value.model_fields.get("type")
            if field is not None and field.default == name:
                return value
    raise LookupError(f"{module.__name__} defines no block whose type is {name!r}")


def by_type(value: object) -> object:
    """Shorthand for blocks without required fields: the type alone."""
    return {"type": value} if isinstance(value, str) else value


class Family:
    """Annotation of a field: one of the blocks of a family.

    Args:
        package: where the blocks are, such as `specc.language.optimizers`.
        noun: name of a member in messages, such as "optimizer".
        shorthand: turns a value that is no mapping into one (`gelu` into `{type: gelu}`), or returns
            it as it is.
        plain: the JSON schema of those values, for editors.
        without: members that are not allowed there.
        terse: whether a block that has only its type is written as that.
    """

    def __init__(
        self,
        package: str,
        noun: str,
        *,
        shorthand: Callable[[object], object] | None = None,
        plain: JsonSchemaValue | None = None,
        without: Sequence[str] = (),
        terse: bool = False,
    ):
        self.package = package
        self.noun = noun
        self.shorthand = shorthand
        self.plain = plain
        self._writing = False
        self.without = without
        self.terse = terse

    def names(self) -> list[str]:
        """What `type` can be."""
        return sorted(set(members(self.package)).difference(self.without))

    def validate(self, value: object) -> Block:
        """The typed block, or one error that contains all of its errors."""
        if isinstance(value, Block):
            return value
        if self.shorthand is not None and not isinstance(value, dict):
            value = self.shorthand(value)
        names = self.names()
        if not isinstance(value, dict):
            raise PydanticCustomError(
                "dict_type",
                "not a mapping",
                {"names": names, "family": self.noun, "package": self.package},
            )
        name = value.get("type")
        if not isinstance(name, str) or name not in names:
            raise self._unknown(value, names)
        chosen = member(self.package, name)
        try:
            return chosen.model_validate(value)
        except ValidationError as error:
            raise self._nested(error.errors(), chosen) from None

    def _unknown(self, value: dict[str, Any], names: list[str]) -> PydanticCustomError:
        """The error of a block without a known type, and those of the block that was probably meant."""
        from specc.language.translate import meant_block  # only needed for mistakes

        given = value.get("type")
        context = {"given": given, "names": names, "family": self.noun, "package": self.package}
        unknown = PydanticCustomError(UNKNOWN_TYPE, "unknown type", context)
        meant = meant_block(value, self.noun, names, self.package)
        if meant is None:
            return unknown
        chosen = member(self.package, meant["type"])
        try:
            chosen.model_validate(meant)
        except ValidationError as error:
            first = {"type": UNKNOWN_TYPE, "loc": (), "input": value, "msg": "", "ctx": context}
            return self._nested([first, *error.errors()], chosen)
        return unknown

    def _nested(self, errors: Sequence[Any], chosen: type[Block]) -> PydanticCustomError:
        context = {"errors": list(errors), "model": chosen, "package": self.package}
        return PydanticCustomError(NESTED, "nested", context)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """A plain call of `validate`, and the blocks' own schemas when they are written out."""
        return core_schema.no_info_plain_validator_function(
            self.validate,
            serialization=core_schema.plain_serializer_function_ser_schema(self._plain),
        )

    def _plain(self, block: Block) -> object:
        """A block as plain values."""
        values = block.as_plain()
        return values["type"] if self.terse and len(values) == 1 else values

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The alternatives, with `type` telling them apart.

        Inside one of its own blocks the family is a reference to itself, as a schema has to end.
        Editors that know no such references take anything there.
        """
        if self._writing:
            return {"$dynamicRef": f"#{self.noun}"}
        self._writing = True
        try:
            alternatives = [
                handler(member(self.package, name).__pydantic_core_schema__)
                for name in self.names()
            ]
        finally:
            self._writing = False
        blocks = {"oneOf": alternatives, "discriminator": {"propertyName": "type"}}
        if any(map(self._has_itself, members(self.package))):
            blocks["$anchor"] = self.noun
        return blocks if self.plain is None else {"anyOf": [self.plain, blocks]}

    def _has_itself(self, name: str) -> bool:
        """Whether a block of the family contains another one."""
        fields = member(self.package, name).model_fields.values()
        marks = [mark for field in fields for mark in field.metadata]
        return any(isinstance(mark, Family) and mark.package == self.package for mark in marks)
