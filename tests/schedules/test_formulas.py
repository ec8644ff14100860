"""Every schedule, as a trainer makes it, against closed formulas at every step."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np
import pytest

from specc.language.family import members

from . import formulas as f
from .emitted import STEPS, compiled, values

PEAK = 3e-3
EPOCH = 11  # steps


@dataclasses.dataclass(frozen=True)
class Case:
    """A schedule of a run of 200 steps, with what docs/guide.md says of its ends.

    Attributes:
        jumps: the steps at which it is not continuous.
    """

    written: Any
    formula: f.Formula
    first: float
    last: float
    jumps: frozenset[int] = frozenset()
    extra: str = ""


def schedule(kind: str, **settings: Any) -> dict[str, Any]:
    return {"type": kind, "peak": PEAK, **settings}


W = 20  # steps of the warm-up, where there is one
LEFT = STEPS - W
WARM = {"warmup": "10%"}

RATES: dict[str, Case] = {
    "number": Case(PEAK, f.constant(PEAK), PEAK, PEAK),
    "constant": Case(schedule("constant", **WARM), f.warmed(PEAK, W, f.constant(PEAK)), 0, PEAK),
    "linear": Case(
        schedule("linear", **WARM, floor="10%"),
        f.warmed(PEAK, W, f.line(PEAK, 0.1 * PEAK, LEFT)),
        0,
        0.1 * PEAK + 0.9 * PEAK / LEFT,
    ),
    "linear_bare": Case(schedule("linear"), f.line(PEAK, 0, STEPS), PEAK, PEAK / STEPS),
    "linear_decay": Case(
        schedule("linear", **WARM, floor=1e-5, decay="5 epochs"),
        f.warmed(PEAK, W, f.line(PEAK, 1e-5, 5 * EPOCH)),
        0,
        1e-5,
    ),
    "cosine": Case(
        schedule("cosine", **WARM, floor="10%"),
        f.warmed(PEAK, W, f.cosine(PEAK, 0.1 * PEAK, LEFT)),
        0,
        f.cosine(PEAK, 0.1 * PEAK, LEFT)(LEFT - 1),
    ),
    "cosine_decay": Case(
        schedule("cosine", **WARM, floor=1e-4, decay="60 steps"),
        f.warmed(PEAK, W, f.cosine(PEAK, 1e-4, 60)),
        0,
        1e-4,
    ),
    "cosine_decay_bare": Case(
        schedule("cosine", decay="60 steps", floor="1%"),
        f.cosine(PEAK, 0.01 * PEAK, 60),
        PEAK,
        0.01 * PEAK,
    ),
    "polynomial": Case(
        schedule("polynomial", **WARM, power=3, floor=1e-5),
        f.warmed(PEAK, W, f.power(PEAK, 1e-5, LEFT, 3)),
        0,
        1e-5 + (PEAK - 1e-5) / LEFT**3,
    ),
    "exponential": Case(
        schedule("exponential", **WARM, factor=0.5, every="3 epochs"),
        f.warmed(PEAK, W, f.exponential(PEAK, 0.5, 3 * EPOCH)),
        0,
        PEAK * 0.5 ** ((LEFT - 1) / (3 * EPOCH)),
    ),
    "exponential_floor": Case(
        schedule("exponential", factor=0.1, every="50 steps", floor="5%"),
        f.exponential(PEAK, 0.1, 50, 0.05 * PEAK),
        PEAK,
        0.05 * PEAK,
    ),
    "exponential_stairs": Case(
        schedule("exponential", **WARM, factor=0.5, every="25%", staircase=True, floor="20%"),
        f.warmed(PEAK, W, f.stairs(PEAK, 0.5, 50, 0.2 * PEAK)),
        0,
        0.2 * PEAK,
        frozenset({70, 120, 170}),
    ),
    "step": Case(
        schedule("step", every="30%"),
        f.stairs(PEAK, 0.1, 60),
        PEAK,
        PEAK * 0.1**3,
        frozenset({60, 120, 180}),
    ),
    "step_warm": Case(
        schedule("step", **WARM, every="60 steps", factor=0.3),
        f.warmed(PEAK, W, f.stairs(PEAK, 0.3, 60)),
        0,
        PEAK * 0.3**2,
        frozenset({80, 140}),
    ),
    "multistep": Case(
        schedule("multistep", milestones=["50%", "12 epochs", "150 steps"], factor=0.2),
        f.table([PEAK, 0.2 * PEAK, 0.04 * PEAK, 0.008 * PEAK], [100, 132, 150]),
        PEAK,
        0.008 * PEAK,
        frozenset({100, 132, 150}),
    ),
    "multistep_warm": Case(
        schedule("multistep", **WARM, milestones=["50%", "75%"]),
        f.warmed(PEAK, W, f.table([PEAK, 0.1 * PEAK, 0.01 * PEAK], [80, 130])),
        0,
        0.01 * PEAK,
        frozenset({100, 150}),
    ),
    "piecewise": Case(
        {"type": "piecewise", "values": [1e-3, 3e-4, 1e-3, 0], "boundaries": ["20%", "50%", "90%"]},
        f.table([1e-3, 3e-4, 1e-3, 0], [40, 100, 180]),
        1e-3,
        0,
        frozenset({40, 100, 180}),
    ),
    "piecewise_through_zero": Case(
        {"type": "piecewise", "values": [1e-3, 0, 1e-3], "boundaries": ["20%", "50%"]},
        f.table([1e-3, 0, 1e-3], [40, 100]),
        1e-3,
        1e-3,
        frozenset({40, 100}),
    ),
    "lines": Case(
        {
            "type": "piecewise",
            "values": [1e-3, 3e-3, 1e-5],
            "boundaries": ["20%", "100%"],
            "interpolate": "linear",
        },
        f.between([1e-3, 3e-3, 1e-5], [40, 200], f.line),
        1e-3,
        1e-5 + (3e-3 - 1e-5) / 160,
    ),
    "lines_from_zero": Case(
        {
            "type": "piecewise",
            "values": [0, 3e-3, 1e-3],
            "boundaries": ["20%", "60%"],
            "interpolate": "linear",
        },
        f.between([0, 3e-3, 1e-3], [40, 120], f.line),
        0,
        1e-3,
    ),
    "cosines": Case(
        {
            "type": "piecewise",
            "values": [1e-3, 3e-3, 0],
            "boundaries": ["20%", "80%"],
            "interpolate": "cosine",
        },
        f.between([1e-3, 3e-3, 0], [40, 160], f.cosine),
        1e-3,
        0,
    ),
    "cosines_from_zero": Case(
        {
            "type": "piecewise",
            "values": [0, 3e-3, 1e-3],
            "boundaries": ["20%", "80%"],
            "interpolate": "cosine",
        },
        f.between([0, 3e-3, 1e-3], [40, 160], f.cosine),
        0,
        1e-3,
    ),
    "cosine_restarts": Case(
        schedule("cosine_restarts", **WARM, cycles=3, floor="10%"),
        f.warmed(PEAK, W, f.restarts(PEAK, 0.1 * PEAK, [60, 60, 60])),
        0,
        f.cosine(PEAK, 0.1 * PEAK, 60)(59),
        frozenset({80, 140}),
    ),
    "cosine_restarts_growing": Case(
        schedule("cosine_restarts", cycles=3, growth=2),
        f.restarts(PEAK, 0, [29, 57, 114]),
        PEAK,
        f.cosine(PEAK, 0, 114)(113),
        frozenset({29, 86}),
    ),
    "one_cycle": Case(
        schedule("one_cycle"),
        f.between([PEAK / 25, PEAK, PEAK / 250_000], [60, 200], f.cosine),
        PEAK / 25,
        f.cosine(PEAK, PEAK / 250_000, 140)(139),
    ),
    "one_cycle_lines": Case(
        schedule("one_cycle", shape="linear", start=1e-4, floor="1%", rise="25%"),
        f.between([1e-4, PEAK, 1e-4, 0.01 * PEAK], [50, 170, 200], f.line),
        1e-4,
        0.01 * PEAK + (1e-4 - 0.01 * PEAK) / 30,
    ),
    "cyclic": Case(
        schedule("cyclic", floor="10%", period="40 steps"),
        f.triangle(0.1 * PEAK, PEAK, 40, f.constant(1)),
        0.1 * PEAK,
        0.1 * PEAK + 0.9 * PEAK / 20,
    ),
    "cyclic_halved": Case(
        schedule("cyclic", floor=1e-4, period="25%", mode="triangular2"),
        f.triangle(1e-4, PEAK, 50, lambda step: 0.5 ** (step // 50)),
        1e-4,
        1e-4 + (PEAK - 1e-4) / 25 / 8,
    ),
    "cyclic_shrinking": Case(
        schedule("cyclic", period="3 epochs", mode="exp_range", factor=0.8),
        f.triangle(0, PEAK, 33, lambda step: 0.8 ** (step / 33)),
        0,
        f.triangle(0, PEAK, 33, lambda step: 0.8 ** (step / 33))(199),
    ),
    "inverse_sqrt": Case(
        schedule("inverse_sqrt", **WARM),
        lambda step: PEAK * min(step / W, (W / step) ** 0.5 if step else 0),  # as the paper has it
        0,
        PEAK * (W / 199) ** 0.5,
    ),
    "inverse_sqrt_timescale": Case(
        schedule("inverse_sqrt", timescale="10 steps", floor="30%"),
        f.inverse_root(PEAK, 10, 0.3 * PEAK),
        PEAK,
        0.3 * PEAK,
    ),
    "wsd": Case(
        schedule("wsd", **WARM),
        f.warmed(PEAK, W, f.phased((140, f.constant(PEAK)), (None, f.line(PEAK, 0, 40)))),
        0,
        PEAK / 40,
    ),
    "wsd_cosine": Case(
        schedule("wsd", decay="50 steps", floor=1e-5, shape="cosine"),
        f.phased((150, f.constant(PEAK)), (None, f.cosine(PEAK, 1e-5, 50))),
        PEAK,
        f.cosine(PEAK, 1e-5, 50)(49),
    ),
    "wsd_sqrt": Case(
        schedule("wsd", **WARM, decay="4 epochs", floor="10%", shape="sqrt"),
        f.warmed(
            PEAK,
            W,
            f.phased((136, f.constant(PEAK)), (None, f.root_decay(PEAK, 0.1 * PEAK, 44))),
        ),
        0,
        f.root_decay(PEAK, 0.1 * PEAK, 44)(43),
    ),
    "reduce_on_plateau": Case(
        schedule("reduce_on_plateau", **WARM, patience=1),
        f.warmed(PEAK, W, f.constant(PEAK)),
        0,
        PEAK,
    ),
    "sequence": Case(
        {
            "type": "sequence",
            "phases": [
                {"for": "20%", "schedule": schedule("constant", warmup="10 steps")},
                {"for": "5 epochs", "schedule": schedule("cosine", floor="10%")},
                {
                    "for": "50 steps",
                    "schedule": {"type": "step", "peak": 1e-3, "every": "25 steps"},
                },
                {"schedule": {"type": "inverse_sqrt", "peak": 5e-4, "warmup": "5 steps"}},
            ],
        },
        f.phased(
            (40, f.warmed(PEAK, 10, f.constant(PEAK))),
            (55, f.cosine(PEAK, 0.1 * PEAK, 55)),
            (50, f.stairs(1e-3, 0.1, 25)),
            (None, f.warmed(5e-4, 5, f.inverse_root(5e-4, 5))),
        ),
        0,
        5e-4 * (5 / 54) ** 0.5,
        frozenset({95, 120, 145}),
    ),
}

rates = pytest.mark.parametrize("case", RATES.values(), ids=RATES)


@rates
def test_a_rate_is_what_its_formula_says_at_every_step(case: Case):
    found = values({"learning_rate": case.written})["make_schedule"]
    expected = np.array([case.formula(step) for step in range(STEPS)])
    # float32 has 6e-8 of the largest as half a unit; cosines and powers round what they are of, too.
    np.testing.assert_allclose(found, expected, rtol=0, atol=5e-7 * expected.max())


@rates
def test_first_and_last_are_as_documented(case: Case):
    found = values({"learning_rate": case.written})["make_schedule"]
    assert found[0] == pytest.approx(case.first, rel=1e-5, abs=1e-12)
    assert found[-1] == pytest.approx(case.last, rel=1e-4, abs=1e-9)


@rates
def test_it_jumps_where_it_is_meant_to_and_nowhere_else(case: Case):
    found = values({"learning_rate": case.written})["make_schedule"]
    moved = np.abs(np.diff(found)) / found.max()
    jumps = {int(step) + 1 for step in np.flatnonzero(moved > 0.16)}
    small = {
        step for step in case.jumps if abs(found[step] - found[step - 1]) <= 0.16 * found.max()
    }
    assert jumps == case.jumps - small
    for step in small:
        assert found[step] != found[step - 1], step


def test_every_schedule_is_here():
    kinds = {case.written["type"] for case in RATES.values() if isinstance(case.written, dict)}
    assert kinds == set(members("specc.language.schedules"))
    kinds = {case.written["type"] for case in NUMBERS.values()}
    assert kinds == set(members("specc.language.changes"))


NUMBERS: dict[str, Case] = {
    "linear": Case(
        {"type": "linear", "start": 0.04, "end": 0.4},
        f.line(0.04, 0.4, STEPS),
        0.04,
        0.4 - 0.36 / STEPS,
    ),
    "linear_over": Case(
        {"type": "linear", "start": 0.4, "end": 0, "over": "50%"}, f.line(0.4, 0, 100), 0.4, 0
    ),
    "cosine": Case(
        {"type": "cosine", "start": 0, "end": 0.4},
        f.cosine(0, 0.4, STEPS),
        0,
        f.cosine(0, 0.4, STEPS)(199),
    ),
    "cosine_over": Case(
        {"type": "cosine", "start": 0.3, "end": 0.1, "over": "5 epochs"},
        f.cosine(0.3, 0.1, 55),
        0.3,
        0.1,
    ),
    "polynomial": Case(
        {"type": "polynomial", "start": 0.1, "end": 0.4, "power": 2},
        f.power(0.1, 0.4, STEPS, 2),
        0.1,
        f.power(0.1, 0.4, STEPS, 2)(199),
    ),
    "exponential": Case(
        {"type": "exponential", "start": 0.001, "end": 0.1, "over": "100 steps"},
        lambda step: 0.001 * 100 ** (min(step, 100) / 100),
        0.001,
        0.1,
    ),
    "piecewise": Case(
        {"type": "piecewise", "values": [0, 0.2, 0.1], "boundaries": ["10%", "50%"]},
        f.table([0, 0.2, 0.1], [20, 100]),
        0,
        0.1,
    ),
    "lines": Case(
        {
            "type": "piecewise",
            "values": [0, 0.2, 0.1],
            "boundaries": ["10%", "100%"],
            "interpolate": "linear",
        },
        f.between([0, 0.2, 0.1], [20, 200], f.line),
        0,
        0.1 + 0.1 / 180,
    ),
    "sigmoid": Case(
        {"type": "sigmoid", "start": 0.1, "end": 0.4, "over": "50%", "steepness": 8},
        f.logistic(0.1, 0.4, 100, 8),
        0.1,
        0.4,
    ),
    "cyclical_annealing": Case(
        {
            "type": "cyclical_annealing",
            "start": 0.1,
            "end": 0.4,
            "period": "20%",
            "proportion": 0.6,
        },
        lambda step: f.line(0.1, 0.4, 24)(step % 40),
        0.1,
        0.4,
    ),
    "cyclic": Case(
        {"type": "cyclic", "start": 0.2, "end": 0.1, "period": "20%"},
        f.triangle(0.2, 0.1, 40, f.constant(1)),
        0.2,
        0.2 - 0.1 / 20,
    ),
}


@pytest.mark.parametrize("case", NUMBERS.values(), ids=NUMBERS)
def test_a_number_is_what_its_formula_says_at_every_step(case: Case):
    changes = {"type": "adamw", "learning_rate": 1e-3, "weight_decay": case.written}
    found = values(changes)["make_weight_decay_schedule"]
    expected = np.array([case.formula(step) for step in range(STEPS)])
    np.testing.assert_allclose(found, expected, rtol=0, atol=3e-6 * expected.max())
    assert found[0] == pytest.approx(case.first, rel=1e-5, abs=1e-9)
    assert found[-1] == pytest.approx(case.last, rel=1e-4, abs=1e-7)


@pytest.mark.parametrize(
    "written",
    [
        RATES[name].written
        for name in ("constant", "cosine", "wsd", "exponential", "multistep_warm")
    ],
    ids=lambda written: written["type"],
)
def test_another_peak_scales_all_of_it(written):
    """By a flag, as people do: nothing of the schedule is left where the old peak was."""
    usual = values({"learning_rate": written})["make_schedule"]
    scaled = values({"learning_rate": written}, learning_rate=2 * PEAK)["make_schedule"]
    np.testing.assert_allclose(scaled, 2 * usual, rtol=1e-6)


def test_boundaries_are_told_apart_by_single_steps():
    """The step before a boundary still has the old value, and the boundary itself the new one."""
    for name, case in RATES.items():
        found = values({"learning_rate": case.written})["make_schedule"]
        for step, at in itertools.product(case.jumps, (-1, 0)):
            expected = case.formula(step + at)
            assert found[step + at] == pytest.approx(expected, rel=1e-4, abs=1e-9), (name, step)


@pytest.mark.parametrize("decay", [5, 7, 15, 20, 99])
@pytest.mark.parametrize("power", [0.5, 0.9, 1.5, 2, 3])
def test_a_power_stays_at_its_end(decay: int, power: float):
    """One step at a time, as a trainer has it: many at once are rounded otherwise."""
    written = schedule("polynomial", power=power, decay=f"{decay} steps", floor=1e-5)
    at = compiled({"learning_rate": written})["make_schedule"]
    formula = f.power(PEAK, 1e-5, decay, power)
    for step in (0, 1, decay - 1, decay, decay + 1, STEPS - 1):
        assert at(step) == pytest.approx(formula(step), rel=1e-5, abs=1e-9)
