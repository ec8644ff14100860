"""Learning-rate schedules: the quantities of a run put into what each schedule says of optax."""

from __future__ import annotations

from specc.ir.expr import Argument, Call, Difference, Expr, Literal, Product, Ratio, Setting, Symbol
from specc.ir.optimizer import Ramp, Schedule, Warmup
from specc.ir.settings import Field
from specc.lower.settings import POSITIVE, Settings, Span, literal
from specc.spec.quantities import Share
from specc.spec.schedule import OptaxCall
from specc.spec.schedule import Schedule as Written

_WARMUP = Span("warmup", "warmup_steps", "learning", "{unit} with a rising rate", least=0)
_COMMENTS = {("decay_steps", "total"): "from step 0: it includes the warm-up"}
_WORDS = {0.5: "half of it", 0.1: "a tenth of it", 0.01: "a hundredth of it"}


def lower_schedule(written: Written, settings: Settings, origin: str) -> Schedule:
    """The schedule tree: a ramp, with a warm-up before it if there is one."""
    warm = written.warmup.number > 0
    start = "constant" if written.words == "constant" else "at the start of the schedule"
    doc = "peak of the schedule, reached after the warm-up" if warm else start
    peak = settings.add(
        Field(
            "learning_rate",
            "float",
            float(written.peak),
            doc,
            "learning",
            POSITIVE,
            f"{origin}.peak",
        )
    )
    total = Setting("steps")
    quantities: dict[str, Expr] = {"peak": peak, "total": total, "zero": Literal(0.0)}
    floor_words = ""
    if warm:
        quantities["warmup"] = settings.duration(
            _WARMUP, written.warmup, f"{origin}.warmup", inline=written.joined is not None
        )
    if (floor := getattr(written, "floor", None)) is not None:
        end, share, floor_words = _floor(floor, peak)
        quantities |= {"floor": end, "floor_share": share}

    def call(declared: OptaxCall, **phase: Expr) -> Call:
        known = quantities | phase
        arguments = tuple(
            Argument(
                name,
                known[quantity] if quantity in known else literal(getattr(written, quantity)),
                _COMMENTS.get((name, quantity), ""),
            )
            for name, quantity in declared.arguments
        )
        return Call(Symbol("optax", declared.function), keywords=arguments, origin=origin)

    words = written.words.format(floor=floor_words)
    alone = call(written.call, steps=total)
    if not warm:
        return Ramp(alone, alone, None, words, origin)
    after = call(written.call, steps=Difference(total, quantities["warmup"]))
    joined = call(written.joined) if written.joined else None
    ramp = Ramp(alone, after, joined, words, origin)
    return Warmup(peak, quantities["warmup"], ramp, f"{origin}.warmup")


def _floor(floor: Share | float, rate: Expr) -> tuple[Expr, Expr, str]:
    """Where a schedule ends: as a rate, as a share of the peak, and in words."""
    if not isinstance(floor, Share):
        return (
            literal(float(floor)),
            Ratio(literal(float(floor)), rate),
            f"{floor:g}".replace("e-0", "e-"),
        )
    if floor.percent == 0:
        return literal(0.0), literal(0.0), "0"
    share = floor.fraction
    return Product(literal(share), rate), literal(share), _WORDS.get(share, f"{floor} of it")
