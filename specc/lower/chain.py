"""Lowers transformations that any optimizer can have: clipping, noise, and so on."""

from __future__ import annotations

from collections.abc import Iterator

from specc.ir.expr import Argument, Call, Expr, Literal, Symbol
from specc.ir.optimizer import Transform
from specc.ir.settings import Field
from specc.language.block import Block
from specc.language.chain import MEMBERS, Chained, Member
from specc.lower.settings import POSITIVE, Settings, literal

_KEY = Argument("key", Literal(0), "init_state has the run's")


def lower_shared_transforms(
    spec: Chained, settings: Settings, parent_path: str
) -> Iterator[Transform]:
    """The members of `MEMBERS` that an optimizer asks for; `parent_path` is its path in the spec."""
    for member in MEMBERS:
        value = getattr(spec, member.field)
        if value is None or value is False:
            continue
        origin = f"{parent_path}.{member.field}"
        call = Call(Symbol("optax", member.function), (), (), origin)
        if isinstance(value, Block):
            keywords = tuple(_arguments(member, value, settings, origin))
            call = Call(call.function, (), keywords, origin)
        elif value is not True:
            call = Call(call.function, (_setting(member, value, settings, origin),), (), origin)
        yield Transform(call, member.stage, origin)


def keeps_key(spec: Chained) -> bool:
    """Whether one of them has a random key in its state."""
    return any(member.key and getattr(spec, member.field) is not None for member in MEMBERS)


def _arguments(member: Member, block: Block, settings: Settings, origin: str) -> Iterator[Argument]:
    """The fields of a block: the first as a setting, the others where they differ from the default."""
    fields = type(block).model_fields
    for number, (name, field) in enumerate(fields.items()):
        value = getattr(block, name)
        if number == 0 and member.setting:
            yield Argument(name, _setting(member, value, settings, f"{origin}.{name}"))
        elif value != field.default or member.key:
            yield Argument(name, literal(float(value)))
    if member.key:
        yield _KEY


def _setting(member: Member, value: float, settings: Settings, origin: str) -> Expr:
    assert member.setting is not None
    return settings.add(
        Field(member.setting, "float", float(value), member.doc, "learning", POSITIVE, origin)
    )
