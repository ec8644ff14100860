"""`type: cosine_restarts`."""

from __future__ import annotations

from specc.ir.expr import (
    Argument,
    Call,
    DictExpr,
    Div,
    Expr,
    ListComp,
    Literal,
    Mul,
    Name,
    Round,
    Symbol,
)
from specc.ir.schedule import Course, Mark, Tree
from specc.lower.settings import literal
from specc.lower.stretch import Stretch
from specc.spec.schedules.cosine_restarts import CosineRestarts


def lower(written: CosineRestarts, stretch: Stretch) -> Tree:
    """By optax's SGDR, with cycles that fill the time."""
    start = stretch.start(written)
    end = stretch.end(written, start.peak)
    cycle: tuple[tuple[str, Expr], ...] = (
        ("init_value", start.peak),
        ("peak_value", start.peak),
        ("warmup_steps", Literal(0)),
        ("decay_steps", Name("steps")),
        ("end_value", end.rate),
    )
    lengths = Call(
        Name("cycle_lengths"),
        (start.left,),
        (
            Argument("cycles", literal(written.cycles)),
            Argument("growth", literal(written.growth)),
        ),
    )
    cycles = ListComp(
        DictExpr(tuple((Literal(key), value) for key, value in cycle)), "steps", lengths
    )
    call = Call(Symbol("optax", "sgdr_schedule"), (cycles,), origin=stretch.origin)
    words = f"{written.cycles} cosines to {end.words}, one after the other"
    if written.growth != 1:
        words = f"{words}, each {written.growth:g} times as long as the one before"
    course = Course(
        call,
        "cosines",
        words,
        stretch.origin,
        helpers=("cycle_lengths",),
        marks=tuple(_restarts(written, start.left)),
    )
    return stretch.warmed(start, course)


def _restarts(written: CosineRestarts, steps: Expr) -> list[Mark]:
    weights = [written.growth**number for number in range(written.cycles)]
    return [
        Mark(
            "restart",
            Round(Div(Mul(steps, Literal(sum(weights[:number]))), Literal(sum(weights)))),
        )
        for number in range(1, written.cycles)
    ]
