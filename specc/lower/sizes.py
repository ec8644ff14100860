"""Sizes of models, which are settings, and the sentences that say what a model has."""

from __future__ import annotations

from specc.ir.data import Data
from specc.ir.expr import Expr, Setting
from specc.ir.model import Dropout, Norm
from specc.ir.settings import Bounds, Field
from specc.lower.settings import AT_LEAST_ONE, Settings

ITEMS = Bounds(1, items=True)


def size(
    settings: Settings,
    name: str,
    value: int | tuple[int, ...],
    doc: str,
    bounds: Bounds = AT_LEAST_ONE,
    *,
    origin: str = "",
) -> Setting:
    """A size as a setting, of the same name as in the spec unless `origin` has another."""
    kind = "int" if isinstance(value, int) else "tuple[int, ...]"
    origin = origin or f"model.{name}"
    return settings.add(Field(name, kind, value, doc, "model", bounds, origin))


def inner(settings: Settings, name: str, value: int | None, doc: str, otherwise: Expr) -> Expr:
    """A size as a setting if the spec has it, or else what it follows from."""
    return otherwise if value is None else size(settings, name, value, doc)


def model_summary(name: str, norm: Norm | None, dropout: Dropout | None, data: Data) -> str:
    """The first line of a model's docstring."""
    extras = [*([norm.words] if norm else []), *(["dropout"] if dropout else [])]
    found = f" with {' and '.join(extras)}" if extras else ""
    return f"{name}{found}: {data.input.name} -> {data.required_target.words}."


def times(count: int) -> str:
    """How often something is done."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
