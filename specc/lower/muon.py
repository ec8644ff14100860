"""Which axes of which kernels Muon takes as matrices."""

from __future__ import annotations

from specc.ir.expr import Comparison, Expr, Literal, Name, Or
from specc.ir.optimizer import MuonAxes
from specc.language.model import Model
from specc.lower.paths import condition, matched, uses_of_name

_ORIGIN = "optimizer.muon_weight_dimension_numbers"


def muon_axes(chosen: str, model: Model) -> MuonAxes:
    """The function that gives them; `chosen` is what the spec's field of that name says."""
    tops = tuple(pattern.removesuffix("/**") for pattern in model.ends)
    ends: Expr = matched(model.ends)
    if not any("/" in top or "*" in top for top in tops):
        key = Name("path[0].key")
        is_one = len(tops) == 1
        ends = Comparison(key, "==" if is_one else "in", Literal(tops[0] if is_one else tops))
    tests: list[Expr] = [Comparison(Name("path[-1].key"), "!=", Literal("kernel")), condition(ends)]
    kinds = {"linear", *model.kernels.values()}
    if chosen == "matrices" and kinds != {"linear"}:
        tests.append(Comparison(Name("p.ndim"), "!=", Literal(2)))
        kinds = {"linear"}
    return MuonAxes(
        "muon_axes",
        "muon_axes",
        _ORIGIN,
        excluded=Or(tuple(tests)),
        uses_name=uses_of_name(tests) > 0,
        reads_shape=len(tests) > 2 or kinds != {"linear"},
        attention="attention" in kinds,
        several=kinds != {"linear"},
    )
