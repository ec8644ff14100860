"""`type: multistep`."""

from __future__ import annotations

from specc.ir.expr import DictExpr
from specc.ir.schedule import Course, Mark, Tree
from specc.lower.courses import optax
from specc.lower.settings import literal
from specc.lower.stretch import Stretch
from specc.spec.schedules.multistep import Multistep


def lower(written: Multistep, stretch: Stretch) -> Tree:
    """By optax's piecewise constants; after a warm-up they count from its end."""
    start = stretch.start(written)
    at = [stretch.point(milestone, start) for milestone in written.milestones]
    call = optax(
        "piecewise_constant_schedule",
        ("init_value", start.peak),
        (
            "boundaries_and_scales",
            DictExpr(tuple((point, literal(written.factor)) for point in at)),
        ),
        origin=stretch.origin,
    )
    marks = tuple(Mark("milestone", point) for point in at)
    words = f"times {written.factor:g} at each milestone"
    return stretch.warmed(start, Course(call, "stairs", words, stretch.origin, marks=marks))
