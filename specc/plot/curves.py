"""Curves of schedules, passed from the evaluating process to the drawing one."""

from __future__ import annotations

import dataclasses
import json


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """A part of a schedule, or something that happens in it.

    Attributes:
        label: its name.
        start: the step that it begins at.
        is_phase: whether it lasts until the next stage; otherwise it is a single step.
    """

    label: str
    start: int
    is_phase: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Curve:
    """A schedule, evaluated.

    Attributes:
        title: of the run and the number.
        run: how many steps it has.
        steps: those where it was evaluated, in order.
        values: what it is at these.
        stages: its phases and moments, in order.
        note: what the picture cannot show.
    """

    title: str
    run: int
    steps: tuple[int, ...]
    values: tuple[float, ...]
    stages: tuple[Stage, ...]
    note: str = ""

    def at(self, step: int) -> float:
        """The value at a step that was evaluated."""
        return self.values[self.steps.index(step)]

    @property
    def phases(self) -> tuple[Stage, ...]:
        """The stages that last."""
        return tuple(stage for stage in self.stages if stage.is_phase)

    @property
    def keys(self) -> tuple[tuple[int, str], ...]:
        """The steps that people ask about, each with what it is: the first, where stages begin, the last."""
        found = {0: "first"} | {self.run - 1: "last"}
        for stage in self.stages:
            if 0 < stage.start < self.run:
                word = f"start of {stage.label}" if stage.is_phase else stage.label
                end = found.get(stage.start, "")
                found[stage.start] = f"{word}, {end}" if end else word
        return tuple(sorted(found.items()))


def samples(run: int, stages: tuple[Stage, ...], most: int) -> tuple[int, ...]:
    """The steps to evaluate: evenly spaced, plus those next to stages."""
    if run <= most:
        return tuple(range(run))
    spread = {round(number * (run - 1) / (most - 1)) for number in range(most)}
    edges = {stage.start + off for stage in stages for off in (-1, 0)}
    return tuple(sorted(step for step in spread | edges if 0 <= step < run))


def number(value: float) -> str:
    """A value in a few characters: 3e-3, 0.05, 0.999."""
    text = f"{value:.4g}"
    if "e" not in text and value and abs(value) < 0.01:
        text = f"{value:.3e}"
    digits, _, exponent = text.partition("e")
    if not exponent:
        return text
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{digits}e{int(exponent)}"


def dumps(values: list[dict[str, list[float]]]) -> str:
    """The values of each program's schedules, by the functions that make them."""
    return json.dumps(values)


def parse(text: str) -> list[dict[str, list[float]]]:
    """What `dumps` wrote."""
    found: list[dict[str, list[float]]] = json.loads(text)
    return found
