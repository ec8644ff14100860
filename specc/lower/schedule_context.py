"""Context for lowering a schedule: the run, or a phase of it."""

from __future__ import annotations

import dataclasses
import functools
import re
from typing import NamedTuple

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Add, Div, Expr, Literal, Mul, Setting, Sub
from specc.ir.schedule import Phase, PhaseSequence, ScheduleTree
from specc.ir.settings import Bounds, Field, RoomCheck
from specc.language.quantities import Duration, Percentage
from specc.language.schedule import DecayingSchedule, FlooredSchedule, Peaked
from specc.lower import segments
from specc.lower.settings import POSITIVE, DurationNames, Settings, literal, steps_of

_WARMUP = DurationNames(
    "warmup", "warmup_steps", "learning", "{unit} used for warm-up", min_steps=0
)
_DECAY = DurationNames("decay", "decay_steps", "learning", "{unit} with a falling rate")
_WORDS = {0.5: "half of it", 0.1: "a tenth of it", 0.01: "a hundredth of it"}


class Start(NamedTuple):
    """How a schedule with a peak begins.

    Attributes:
        remaining_steps: the steps after the warm-up.
    """

    peak: Expr
    warmup: Expr | None
    remaining_steps: Expr


class End(NamedTuple):
    """Where a schedule ends: as a rate, as a share of the peak, and in words."""

    rate: Expr
    fraction: Expr
    words: str


@dataclass(frozen=True)
class ScheduleContext:
    """The context in which a schedule is lowered: the whole run, or a phase.

    Attributes:
        quantity: the number's name.
        steps: of the run or the phase.
        phase_number: number of the phase, from 1.
        name_in_prose: its name in prose: "the run".
        doc: what the number is.
    """

    settings: Settings
    quantity: str
    steps: Expr
    origin: str
    phase_number: int = 1
    name_in_prose: str = "the run"
    doc: str = ""
    bounds: Bounds | None = POSITIVE

    @property
    def suffix(self) -> str:
        """Of the names of settings, for phases after the first."""
        return f"_{self.phase_number}" if self.phase_number > 1 else ""

    @property
    def name(self) -> str:
        """What its schedule is called in comments."""
        return f"phase {self.phase_number}" if self.phase_number > 1 else "the schedule"

    def at(self, key: str) -> str:
        """The path of a key of the schedule."""
        return f"{self.origin}.{key}"

    def number(self, name: str, value: float, doc: str, key: str) -> Setting:
        """A value that the schedule goes through, as a setting."""
        field = f"{name}{self.suffix}"
        return self.settings.add(
            Field(field, "float", float(value), doc, "learning", self.bounds, self.at(key))
        )

    def duration_setting(
        self, names: DurationNames, duration: Duration, key: str, *, inline: bool = False
    ) -> Expr:
        """A duration of the schedule, as a setting."""
        names = dataclasses.replace(
            names, field=f"{names.field}{self.suffix}", steps=f"{names.steps}{self.suffix}"
        )
        return self.settings.duration(names, duration, self.at(key), inline=inline)

    def require_room(self, *parts: tuple[str, Expr]) -> None:
        """Adds a check that parts, each with the name of its setting, leave steps for the rest."""
        total = functools.reduce(Add, [steps for _, steps in parts])
        names = tuple(f"{name}{self.suffix}" for name, _ in parts)
        self.settings.cross_checks.append(RoomCheck(names, total, self.steps, self.origin))

    def start(
        self, spec: Peaked, *, inline: bool = False, doc: str = "", tail: bool = False
    ) -> Start:
        """The peak and the warm-up before it, as settings.

        Args:
            spec: the schedule.
            inline: the warm-up's steps have no name of their own.
            doc: of the peak, where there is no warm-up.
            tail: whether a part of given length ends the schedule, which has to have room too.
        """
        warm = spec.warmup.number > 0
        if warm:
            doc = f"peak of {self.name}, reached after the warm-up"
        elif self.suffix or not doc:
            doc = f"{doc or 'at the start'} of {self.name}"
        peak = self.number(self.quantity, spec.peak, doc, "peak")
        if not warm:
            return Start(peak, None, self.steps)
        warmup = self.duration_setting(_WARMUP, spec.warmup, "warmup", inline=inline)
        if not tail:  # a fraction may round to the whole run
            self.require_room(("warmup", warmup))
        return Start(peak, warmup, Sub(self.steps, warmup))

    def end(self, spec: FlooredSchedule, peak: Expr) -> End:
        """Its floor."""
        return end_of(spec.floor, peak)

    def decay(self, spec: DecayingSchedule, start: Start, floor: str) -> tuple[Expr, str]:
        """The steps of the decay, and a description of its end."""
        if spec.decay is None:
            return start.remaining_steps, f"to {floor} by the end of {self.name_in_prose}"
        steps = self.duration_setting(_DECAY, spec.decay, "decay")
        return steps, f"to {floor}, where it stays"

    def last(self, decay: Duration) -> Expr:
        """The steps of a decay at the end."""
        return self.duration_setting(_DECAY, decay, "decay")

    def with_warmup(
        self, start: Start, then: ScheduleTree, single_call: Expr | None = None
    ) -> ScheduleTree:
        """A tree after its warm-up, if there is one; `joined` is both in one call."""
        if start.warmup is None:
            return then
        rise = segments.linear(
            Literal(0.0),
            start.peak,
            start.warmup,
            label="warm-up",
            words="linear warm-up to the peak",
            origin=self.at("warmup"),
        )
        phases = (Phase(rise, start.warmup), Phase(then, None))
        return PhaseSequence(phases, self.origin, single_call)

    def point(self, duration: Duration, start: Start | None = None) -> Expr:
        """A step relative to the segment: counted from the end of the warm-up, if there is one."""
        steps = steps_of(duration)
        if start is None or start.warmup is None:
            return steps
        return Sub(steps, start.warmup)


def end_of(floor: Percentage | float, rate: Expr) -> End:
    """A rate of a schedule that may be a share of its peak."""
    if not isinstance(floor, Percentage):
        return End(literal(float(floor)), Div(literal(float(floor)), rate), format_rate(floor))
    if floor.percent == 0:
        return End(literal(0.0), literal(0.0), "0")
    share = floor.fraction
    words = _WORDS.get(share, f"{floor} of it")
    return End(Mul(literal(share), rate), literal(share), words)


def format_rate(number: float) -> str:
    """A rate in a sentence: 0.05, 1e-4, 3e-5."""
    if number == 0 or number >= 1e-2:
        return f"{number:g}"
    return re.sub(r"\.?0*e-0?", "e-", f"{number:.5e}")


def has_short_decimal(number: float) -> bool:
    """Whether a quotient has at most four significant digits: 0.1, 25.0."""
    return abs(number - float(f"{number:.4g}")) <= 1e-14 * abs(number)


def quotient(above: float, below: float) -> Expr:
    """A quotient as a number if that is short, else as a division."""
    if has_short_decimal(above / below):
        return literal(float(f"{above / below:.4g}"))
    return Div(literal(float(above)), literal(float(below)))
