"""`type: piecewise`."""

from __future__ import annotations

import dataclasses
import itertools
import math

from specc.ir.expr import DictExpr, Expr, Literal
from specc.ir.schedule import Mark, ScheduleTree, Segment
from specc.ir.settings import Bounds
from specc.language.schedules.piecewise import Piecewise
from specc.lower.schedule_context import ScheduleContext, quotient
from specc.lower.segments import optax_call, piecewise
from specc.lower.settings import literal

WORDS = {
    "none": "constant between the boundaries",
    "linear": "straight lines from boundary to boundary",
    "cosine": "half cosines from boundary to boundary",
}


def lower(spec: Piecewise, context: ScheduleContext) -> ScheduleTree:
    """By optax's piecewise schedules, with its multipliers; parts of their own where they go through 0."""
    first, *rest = spec.values
    if first == 0:
        context = dataclasses.replace(context, bounds=Bounds(0, math.inf, high_open=True))
    rate = context.number(context.quantity, first, f"at the start of {context.name}", "values")
    at = [context.point(boundary) for boundary in spec.boundaries]
    words = WORDS[spec.interpolate]
    if 0 in spec.values[:-1]:  # from there no multiplier leads anywhere
        values: list[Expr] = [rate, *(literal(float(value)) for value in rest)]
        return piecewise(values, at, spec.interpolate, words, context.origin)
    scales = (quotient(after, before) for before, after in itertools.pairwise(spec.values))
    kind: tuple[tuple[str, Expr], ...] = ()
    if spec.interpolate != "none":
        kind = (("interpolate_type", Literal(spec.interpolate)),)
    call = optax_call(
        "piecewise_interpolate_schedule" if kind else "piecewise_constant_schedule",
        *kind,
        ("init_value", rate),
        ("boundaries_and_scales", DictExpr(tuple(zip(at, scales, strict=True)))),
        origin=context.origin,
    )
    label = {"none": "constants", "linear": "lines"}.get(spec.interpolate, "cosines")
    marks = tuple(Mark("boundary", point) for point in at)
    return Segment(call, label, words, context.origin, standalone_words=words, marks=marks)
