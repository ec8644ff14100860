"""Maps the `loc` of a pydantic error to a path in the user's document.

A `loc` mixes keys and indices of the document with pydantic's names: the tag of a union member, the label
of a validator. They cannot be told apart by name (a key may equal a tag), only by following the models.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Union

from pydantic import BaseModel, Discriminator, RootModel, Tag
from pydantic.fields import FieldInfo

from specc.document.diagnostics import Path
from specc.fast_dataclasses import dataclass
from specc.language.family import member, members
from specc.language.on_demand import demanded


@dataclass(frozen=True)
class Junction:
    """An untagged union on the path: pydantic tries each member and reports all failures."""

    path: Path
    label: str


@dataclass(frozen=True)
class Siblings:
    """The blocks among which `type:` chose one, by their tags."""

    chosen: str
    package: str | None = None
    """Package of a family; its other blocks are imported only if needed."""
    tagged: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def having(self, key: str) -> list[str]:
        """The tags of the other blocks that have a field of this name."""
        return [tag for tag, model in self._models() if tag != self.chosen and key in names(model)]

    def _models(self) -> Iterator[tuple[str, type[BaseModel]]]:
        if self.package is not None:
            for tag in sorted(members(self.package)):
                yield tag, member(self.package, tag)
        for tag, hint in self.tagged.items():
            bare = _bare(hint)[0]
            if _is_model(bare):
                yield tag, bare


@dataclass(frozen=True)
class Spot:
    """Where a `loc` leads.

    Attributes:
        path: in the user's document.
        model: the block whose field the path ends with.
        siblings: the alternatives to that block.
        junctions: the untagged unions on the path, outermost first.
        on_key: it is the key that the path ends with that is wrong, not its value.
    """

    path: Path = ()
    model: type[BaseModel] | None = None
    siblings: Siblings | None = None
    junctions: tuple[Junction, ...] = ()
    on_key: bool = False


def names(model: type[BaseModel]) -> list[str]:
    """The keys of a block in a document."""
    return [_written(name, field) for name, field in model.model_fields.items()]


def can_be_null(model: type[BaseModel], key: str) -> bool:
    """Whether a key of a block can have no value."""
    for name, field in model.model_fields.items():
        if key in (name, _written(name, field)):
            return type(None) in typing.get_args(_bare(field.annotation)[0])
    return False


def only_key(model: type[BaseModel], key: str | int) -> str | None:
    """The key that the block of a field needs, if it needs one."""
    for name, field in model.model_fields.items():
        if key in (name, _written(name, field)):
            bare = _bare(field.annotation)[0]
            union = typing.get_origin(bare) in (Union, types.UnionType)
            blocks = [_bare(hint)[0] for hint in (typing.get_args(bare) if union else (bare,))]
            for block in filter(_is_model, blocks):
                needed = [n for n, inner in block.model_fields.items() if inner.is_required()]
                return needed[0] if len(needed) == 1 else None
    return None


def follow(hint: Any, loc: Sequence[str | int], spot: Spot) -> Spot:
    """The place that `loc` leads to from a value of the type `hint`, which stands at `spot`."""
    found = _follow(hint, None, tuple(loc), spot)
    # Custom validators may put anything into a loc; unknown parts are skipped.
    return found or spot


def _follow(hint: Any, discriminator: Any, loc: Path, spot: Spot) -> Spot | None:
    bare, found = _bare(hint)
    discriminator = found or discriminator
    if _is_model(bare):
        return _follow_model(bare, loc, spot)
    if not loc:
        return spot
    origin, arguments = typing.get_origin(bare), typing.get_args(bare)
    if origin in (Union, types.UnionType):
        return _follow_union(arguments, discriminator, loc, spot)
    here = dataclasses.replace(spot, path=(*spot.path, loc[0]), model=None, siblings=None)
    if origin is dict and isinstance(loc[0], str):
        if loc[1:] == ("[key]",):
            return dataclasses.replace(here, on_key=True)
        return _follow(arguments[1], None, loc[1:], here)
    if origin in (list, set, frozenset, tuple, Sequence) and isinstance(loc[0], int):
        variadic = origin is not tuple or arguments[1:] == (...,)
        item = arguments[0 if variadic else min(loc[0], len(arguments) - 1)]
        return _follow(item, None, loc[1:], here)
    return spot if isinstance(loc[0], str) else None


def _follow_model(model: type[BaseModel], loc: Path, spot: Spot) -> Spot | None:
    if issubclass(model, RootModel):
        return _follow(model.model_fields["root"].annotation, None, loc, spot)
    if not loc:
        return dataclasses.replace(spot, model=model)
    key, rest = loc[0], loc[1:]
    here = dataclasses.replace(spot, path=(*spot.path, key), model=model)
    for name, field in model.model_fields.items():
        if key in (name, _written(name, field)):
            if not rest:
                return here
            inner = dataclasses.replace(here, siblings=None)
            discriminator = field.discriminator or _discriminator(field.metadata)
            return _follow(field.annotation, discriminator, rest, inner)
    return None if rest or isinstance(key, int) else here


def _follow_union(hints: Sequence[Any], discriminator: Any, loc: Path, spot: Spot) -> Spot | None:
    hints = [hint for hint in hints if hint is not type(None)]
    if discriminator is not None:
        tagged = dict(_tagged(hints, discriminator))
        tag = str(loc[0])
        if tag not in tagged:
            return None
        here = dataclasses.replace(spot, siblings=Siblings(tag, tagged=tagged))
        return _follow(tagged[tag], None, loc[1:], here)
    if len(hints) == 1:
        return _follow(hints[0], None, loc, spot)
    junctions = (*spot.junctions, Junction(spot.path, str(loc[0])))
    here = dataclasses.replace(spot, junctions=junctions, siblings=None)
    called = [hint for hint in hints if getattr(_bare(hint)[0], "__name__", None) == loc[0]]
    attempts = [found for hint in called or hints if (found := _follow(hint, None, loc[1:], here))]
    # Most labels do not identify the member: choose the one that fits best.
    return max(attempts, key=lambda found: len(found.path), default=None)


def _tagged(hints: Sequence[Any], discriminator: Any) -> Iterator[tuple[str, Any]]:
    """The members of a union with their tags, those of unions inside it too."""
    for hint in hints:
        for part in getattr(hint, "__metadata__", ()):
            if isinstance(part, Tag):
                yield part.tag, hint
        bare, _ = _bare(hint)
        if typing.get_origin(bare) in (Union, types.UnionType):
            yield from _tagged(typing.get_args(bare), discriminator)
        elif _is_model(bare) and isinstance(discriminator, str):
            field = bare.model_fields.get(discriminator)
            if field is not None and typing.get_origin(field.annotation) is Literal:
                for tag in typing.get_args(field.annotation):
                    yield str(tag), hint


def _bare(hint: Any) -> tuple[Any, Any]:
    """A type without its annotations, and the discriminator that they name."""
    discriminator = None
    while True:
        discriminator = discriminator or _discriminator(getattr(hint, "__metadata__", ()))
        if typing.get_origin(hint) is Annotated:
            hint = demanded(hint.__metadata__) or typing.get_args(hint)[0]
        elif hasattr(hint, "__value__"):  # `type X = ...`
            hint = hint.__value__
        else:
            return hint, discriminator


def _discriminator(metadata: Sequence[Any]) -> Any:
    for part in metadata:
        if isinstance(part, FieldInfo | Discriminator) and part.discriminator is not None:
            return part.discriminator
    return None


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, BaseModel)


def _written(name: str, field: FieldInfo) -> str:
    alias = field.validation_alias or field.alias
    return alias if isinstance(alias, str) else name
