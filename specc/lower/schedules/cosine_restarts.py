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
from specc.ir.schedule import Mark, ScheduleTree, Segment
from specc.ir.settings import CycleCheck
from specc.language.schedules.cosine_restarts import CosineRestarts
from specc.lower.schedule_context import ScheduleContext
from specc.lower.settings import literal


def lower(spec: CosineRestarts, context: ScheduleContext) -> ScheduleTree:
    """By optax's SGDR, with cycles that fill the time."""
    start = context.start(spec)
    end = context.end(spec, start.peak)
    cycle: tuple[tuple[str, Expr], ...] = (
        ("init_value", start.peak),
        ("peak_value", start.peak),
        ("warmup_steps", Literal(0)),
        ("decay_steps", Name("steps")),
        ("end_value", end.rate),
    )
    lengths = Call(
        Name("cycle_lengths"),
        (start.remaining_steps,),
        (
            Argument("cycles", literal(spec.cycles)),
            Argument("growth", literal(spec.growth)),
        ),
    )
    check = CycleCheck(spec.cycles, lengths, start.remaining_steps, context.origin)
    context.settings.cross_checks.append(check)
    cycles = ListComp(
        DictExpr(tuple((Literal(key), value) for key, value in cycle)), "steps", lengths
    )
    call = Call(Symbol("optax", "sgdr_schedule"), (cycles,), origin=context.origin)
    words = f"{spec.cycles} cosines to {end.words}, one after the other"
    if spec.growth != 1:
        words = f"{words}, each {spec.growth:g} times as long as the one before"
    segment = Segment(
        call,
        "cosines",
        words,
        context.origin,
        helpers=("cycle_lengths",),
        marks=tuple(_restarts(spec, start.remaining_steps)),
    )
    return context.with_warmup(start, segment)


def _restarts(spec: CosineRestarts, steps: Expr) -> list[Mark]:
    weights = [spec.growth**number for number in range(spec.cycles)]
    return [
        Mark(
            "restart",
            Round(Div(Mul(steps, Literal(sum(weights[:number]))), Literal(sum(weights)))),
        )
        for number in range(1, spec.cycles)
    ]
