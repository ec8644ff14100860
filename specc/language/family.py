"""Families: the alternatives of `type:`, a file each in a package.

The package is the registry: `type: adamw` is the class in `optimizers/adamw.py`, so adding one means adding a
file. Only the files that a spec names are imported, which keeps `specc check` fast.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import os
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from specc.language.block import Block

NESTED = "specc_nested"
"""Type of the error that carries those of the chosen class, under `ctx["errors"]`."""

UNKNOWN_TYPE = "specc_unknown_type"
"""Type of the error for a `type` that the family lacks; `ctx` has `given`, `names` and `family`."""


TARGET = "$target"
"""The key of a JSON schema that has a family or a block, until `specc.language.json_schema` refers to it."""


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


def text(block: type[Block]) -> str:
    """What a block is, by its docstring."""
    return inspect.cleandoc(block.__doc__ or "")


def first(said: str) -> str:
    """The first paragraph of a text, on one line."""
    return " ".join(said.partition("\n\n")[0].split())


class Shorthand:
    """What can stand in place of a mapping: how it is read, and its JSON schema."""

    def __call__(self, value: object) -> object:
        """The mapping that a value stands for, or the value as it is."""
        raise NotImplementedError

    def schema(self, family: Family, properties: Callable[[type[Block]], Any]) -> JsonSchemaValue:
        """The JSON schema of such a value.

        Args:
            family: the family that it is for.
            properties: gives the schema of each field of a block, by name.
        """
        raise NotImplementedError


class ByType(Shorthand):
    """For blocks without required fields: the type alone."""

    def __call__(self, value: object) -> object:
        """See `Shorthand`."""
        return {"type": value} if isinstance(value, str) else value

    def schema(self, family: Family, properties: Callable[[type[Block]], Any]) -> JsonSchemaValue:
        """The names of those blocks."""
        names = [name for name in family.names() if not family.required(name)]
        said = [first(text(member(family.package, name))) for name in names]
        return {"enum": names, "enumDescriptions": said}


by_type = ByType()


class ByField(Shorthand):
    """For the most usual block: the value of one of its fields alone.

    Args:
        type_: of the block.
        field: its name.
    """

    def __init__(self, type_: str, field: str):
        self.type = type_
        self.field = field

    def __call__(self, value: object) -> object:
        """See `Shorthand`."""
        return {"type": self.type, self.field: value}

    def schema(self, family: Family, properties: Callable[[type[Block]], Any]) -> JsonSchemaValue:
        """That of the field, without its description, as it stands for the entire block."""
        node = properties(member(family.package, self.type))[self.field]
        return {key: value for key, value in node.items() if key not in ("description", "default")}


class Part(NamedTuple):
    """A block with some of its fields only.

    Attributes:
        block: the block.
        fields: their names.
        where: a word for where this is so.
    """

    block: type[Block]
    fields: tuple[str, ...]
    where: str


class Family:
    """Annotation of a field: one of the blocks of a family.

    Args:
        package: where the blocks are, such as `specc.language.optimizers`.
        noun: name of a member in messages, such as "optimizer".
        shorthand: what can stand in place of a mapping (`batch` for `{type: batch}`), if anything.
        without: members that are not allowed there.
        usual: the member in examples; the first by name unless given.
        terse: whether a block that has only its type is written as that.
    """

    def __init__(
        self,
        package: str,
        noun: str,
        *,
        shorthand: Shorthand | None = None,
        without: Sequence[str] = (),
        usual: str = "",
        terse: bool = False,
    ):
        self.package = package
        self.noun = noun
        self.shorthand = shorthand
        self.without = without
        self.usual = usual
        self.terse = terse

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Family) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[object, ...]:
        return self.package, self.variant, self.noun, self.shorthand

    def names(self) -> list[str]:
        """What `type` can be."""
        return sorted(set(members(self.package)).difference(self.without))

    @property
    def text(self) -> str:
        """What its members are."""
        bases = [member(self.package, name).__mro__ for name in self.names()]
        base = next(found for found in bases[0][1:] if all(found in others for others in bases))
        return f"A {self.noun}." if base is Block else text(base)

    def parts(self) -> dict[str, type[Block] | Part]:
        """Its members by name, as a spec can have them here."""
        return {name: member(self.package, name) for name in self.names()}

    @property
    def variant(self) -> tuple[str, ...]:
        """Words that tell it from other families of the same package."""
        return ("without", *self.without) if self.without else ()

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
        from specc.language.translate.names import meant_block  # only needed for mistakes

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

    def brief(self, block: Block) -> object:
        """A block as a person writes it: its type and what differs from the defaults, or the shorthand."""
        values = block.as_plain()
        if not isinstance(values, dict):
            return values
        changed = {"type", *block.model_dump(exclude_defaults=True)}
        values = {key: value for key, value in values.items() if key in changed}
        short = self.shorthand
        if isinstance(short, ByField) and values == {**values, "type": short.type}:
            return values[short.field] if set(values) == {"type", short.field} else values
        by_name = isinstance(self.shorthand, ByType) and len(values) == 1
        return values["type"] if by_name else values

    def required(self, name: str) -> list[str]:
        """The fields that a member needs."""
        fields = member(self.package, name).model_fields.items()
        return [key for key, field in fields if field.is_required()]

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A reference to the family, which `specc.language.json_schema` names."""
        return {TARGET: self}
