"""`type: piecewise`."""

from __future__ import annotations

import dataclasses
import itertools
import math

from specc.ir.expr import DictExpr, Expr, Literal
from specc.ir.schedule import Course, Mark, Tree
from specc.ir.settings import Bounds
from specc.lower.courses import optax, points
from specc.lower.settings import literal
from specc.lower.stretch import Stretch, quotient
from specc.spec.schedules.piecewise import Piecewise

WORDS = {
    "none": "constant between the boundaries",
    "linear": "straight lines from boundary to boundary",
    "cosine": "half cosines from boundary to boundary",
}


def lower(written: Piecewise, stretch: Stretch) -> Tree:
    """By optax's piecewise schedules, with its multipliers; parts of their own where they go through 0."""
    first, *rest = written.values
    if first == 0:
        stretch = dataclasses.replace(stretch, bounds=Bounds(0, math.inf, high_open=True))
    rate = stretch.number(stretch.quantity, first, f"at the start of {stretch.name}", "values")
    at = [stretch.point(boundary) for boundary in written.boundaries]
    words = WORDS[written.interpolate]
    if 0 in written.values[:-1]:  # from there no multiplier leads anywhere
        values: list[Expr] = [rate, *(literal(float(value)) for value in rest)]
        return points(values, at, written.interpolate, words, stretch.origin)
    scales = (quotient(after, before) for before, after in itertools.pairwise(written.values))
    kind: tuple[tuple[str, Expr], ...] = ()
    if written.interpolate != "none":
        kind = (("interpolate_type", Literal(written.interpolate)),)
    call = optax(
        "piecewise_interpolate_schedule" if kind else "piecewise_constant_schedule",
        *kind,
        ("init_value", rate),
        ("boundaries_and_scales", DictExpr(tuple(zip(at, scales, strict=True)))),
        origin=stretch.origin,
    )
    label = {"none": "constants", "linear": "lines"}.get(written.interpolate, "cosines")
    marks = tuple(Mark("boundary", point) for point in at)
    return Course(call, label, words, stretch.origin, alone=words, marks=marks)
